/** What every step of a translation reads and adds to. */
import { type MergedRule, RuleTable } from '../../mesh/destination-rules.ts';
import { findingAt } from '../../mesh/finding.ts';
import type { MeshModel } from '../../mesh/model.ts';
import type { MeshResource } from '../../mesh/resource.ts';
import type { MeshService } from '../../mesh/services/types.ts';
import { type EffectiveTelemetry, telemetryFor } from '../../mesh/telemetry.ts';
import { visibleServices } from '../../mesh/visibility.ts';
import { CODES, type Code } from '../../model/codes.ts';
import type { Diagnostic, Path } from '../../model/diagnostic.ts';
import type { Range } from '../../model/range.ts';
import type { Cluster } from '../resources/cluster.ts';
import type { Secret } from '../resources/filter.ts';
import type { ClusterExtension, Source } from '../snapshot.ts';
import type { ClusterKey } from './names.ts';
import type { CompileOptions } from './options.ts';

/** A place in a resource. It is looked for in the text when somebody asks: most of ten thousand routes are never asked for. */
class ResourceSource implements Source {
  readonly path: Path;
  private readonly resource: MeshResource;

  constructor(resource: MeshResource, path: Path) {
    this.resource = resource;
    this.path = path;
  }

  get origin(): Source['origin'] {
    return this.resource.origin;
  }

  get range(): Range | undefined {
    return this.resource.locate(this.path);
  }
}

/** One translation under way. */
export class CompileContext {
  readonly mesh: MeshModel;
  readonly options: CompileOptions;
  /** The services the workload sees, by host. */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly telemetry: EffectiveTelemetry;
  readonly diagnostics: Diagnostic[] = [];
  readonly sources = new Map<object, Source>();
  readonly extensions = new Map<string, ClusterExtension>();
  readonly secrets = new Map<string, Secret>();
  /** What gateways between networks pass on, by the server names that clients ask for. */
  readonly passedOn = new Map<string, ClusterKey>();
  /** Where key sets are fetched from, besides the services of the mesh. */
  readonly keyClusters = new Map<string, Cluster>();
  private readonly table: RuleTable;
  private readonly rules = new Map<MeshService, MergedRule | undefined>();

  constructor(mesh: MeshModel, options: CompileOptions) {
    this.mesh = mesh;
    this.options = options;
    this.table = new RuleTable(mesh, options.node);
    this.telemetry = telemetryFor(mesh, options.node);
    this.services = new Map(visibleServices(mesh, options.node).map((service) => [service.host, service]));
  }

  /** The DestinationRules for a service, found once. */
  rule(service: MeshService): MergedRule | undefined {
    if (!this.rules.has(service)) this.rules.set(service, this.table.find(service));
    return this.rules.get(service);
  }

  /** Notes where something comes from, and hands it back. */
  from<T extends object>(made: T, resource: MeshResource, path: Path): T {
    this.sources.set(made, new ResourceSource(resource, path));
    return made;
  }

  /** A finding about what the user asked for, which no resource says. */
  reportOption(code: Code, message: string): void {
    const { level, remediation } = CODES[code];
    this.diagnostics.push({ code, level, message, origin: {}, remediation });
  }

  report(resource: MeshResource, code: Code, at: { readonly message: string; readonly path: Path }): void {
    this.diagnostics.push(findingAt(resource, code, at));
  }
}
