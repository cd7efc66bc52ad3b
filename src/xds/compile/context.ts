/** What every step of a translation reads and adds to. */
import { type MergedRule, ruleFor } from '../../mesh/destination-rules.ts';
import { findingAt } from '../../mesh/finding.ts';
import type { MeshModel } from '../../mesh/model.ts';
import type { MeshResource } from '../../mesh/resource.ts';
import type { MeshService } from '../../mesh/services/types.ts';
import { visibleServices } from '../../mesh/visibility.ts';
import { CODES, type Code } from '../../model/codes.ts';
import type { Diagnostic, Path } from '../../model/diagnostic.ts';
import type { Secret } from '../resources/filter.ts';
import type { ClusterExtension, Source } from '../snapshot.ts';
import type { CompileOptions } from './options.ts';

/** One translation under way. */
export class CompileContext {
  readonly mesh: MeshModel;
  readonly options: CompileOptions;
  /** The services the workload sees, by host. */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly diagnostics: Diagnostic[] = [];
  readonly sources = new Map<object, Source>();
  readonly extensions = new Map<string, ClusterExtension>();
  readonly secrets = new Map<string, Secret>();
  private readonly rules = new Map<MeshService, MergedRule | undefined>();

  constructor(mesh: MeshModel, options: CompileOptions) {
    this.mesh = mesh;
    this.options = options;
    this.services = new Map(visibleServices(mesh, options.node).map((service) => [service.host, service]));
  }

  /** The DestinationRules for a service, found once. */
  rule(service: MeshService): MergedRule | undefined {
    if (!this.rules.has(service)) this.rules.set(service, ruleFor(this.mesh, this.options.node, service));
    return this.rules.get(service);
  }

  /** Notes where something comes from, and hands it back. */
  from<T extends object>(made: T, resource: MeshResource, path: Path): T {
    const range = resource.locate(path);
    this.sources.set(made, { origin: resource.origin, path, ...(range === undefined ? {} : { range }) });
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
