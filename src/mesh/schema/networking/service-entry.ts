import type { TypeTable } from '../notation.ts';

/** ServiceEntry. @see https://istio.io/latest/docs/reference/config/networking/service-entry/ */
export const SERVICE_ENTRY: TypeTable = {
  ServiceEntry: `
    hosts:[string<@noWildcardHost>]<1..256>! addresses:[string<..64>]<..256>
    ports:[ServicePort]<..256,^name,@uniquePortNumbers> location:Location resolution:Resolution
    endpoints:[WorkloadEntry]<..4096> workloadSelector:LabelSelector exportTo:[string] subjectAltNames:[string]
    @selectorOrEndpoints @cidrResolution @noEndpointsForNone @oneRoundRobinEndpoint
  `,
  ServicePort: 'number:ValidPort! protocol:string<..256> name:string<..256>! targetPort:ValidPort',
  Location: 'enum MESH_EXTERNAL MESH_INTERNAL',
  Resolution: 'enum NONE STATIC DNS DNS_ROUND_ROBIN DYNAMIC_DNS',
};
