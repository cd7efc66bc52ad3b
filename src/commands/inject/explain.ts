import type { ChalkInstance } from 'chalk';
import { explainFields, type FieldOrigin } from '../../inject/explain.ts';
import type { ObjectReport } from '../../inject/inject.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UsageError } from '../../model/errors.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import type { Host } from '../../model/host.ts';
import { getIn } from '../../model/json.ts';
import { painter } from '../../output/color.ts';
import { documentText } from '../../output/document.ts';
import { findingsText } from '../../output/findings.ts';
import { envelope } from '../../output/json.ts';
import { splitOutput } from './destination.ts';
import { type Injector, resultsOf } from './documents.ts';
import { FORMATS, type InjectFlags } from './flags.ts';
import { type ReportLine, reportLines } from './report.ts';

import type { Source } from './sources.ts';

interface Explanation extends ReportLine {
  readonly webhook?: ObjectReport['webhook'];
  readonly fields: readonly FieldOrigin[];
}

/** `inject --explain`: the decision about every workload, and the origin of every field that would be added. Writes no manifest. */
export async function runExplain(
  sources: readonly Source[],
  injector: Injector,
  { flags, host }: { readonly flags: InjectFlags; readonly host: Host },
): Promise<ExitStatus> {
  const { format, path } = splitOutput(flags, FORMATS);
  if (flags.inPlace || flags.check || path !== undefined) {
    throw new UsageError(
      'USAGE_EXPLAIN',
      '--explain writes no manifests, so it does not go with --in-place, --check or a path',
    );
  }
  if (format === 'diff' || format === 'patch')
    throw new UsageError('USAGE_OUTPUT', `--explain prints text, json or yaml, not ${format}`);
  const findings: Diagnostic[] = [];
  const explained: Explanation[] = [];
  for (const source of sources) {
    for (const { result, findings: found } of resultsOf(source, injector)) {
      findings.push(...found);
      if (!result) continue;
      const carriers = result.reports.filter(({ outcome }) => outcome !== 'untouched');
      const lines = reportLines(result);
      carriers.forEach((report, index) => {
        const line = lines[index];
        const fields = explainFields(
          report,
          getIn(result.manifest.value, report.path),
          getIn(result.value, report.path),
          injector.config,
        );
        if (line) explained.push({ ...line, ...(report.webhook ? { webhook: report.webhook } : {}), fields });
      });
    }
  }
  host.stderr.write(findingsText(findings, painter({ choice: flags.color, env: host.env, stream: host.stderr })));
  if (format !== undefined)
    host.stdout.write(await documentText(format, envelope('InjectionExplanation', { objects: explained })));
  else host.stdout.write(text(explained, painter({ choice: flags.color, env: host.env, stream: host.stdout })));
  return findings.some(({ level }) => level === 'error') ? EXIT.input : EXIT.ok;
}

/** Values longer than this are cut in the text; JSON has them whole. */
const VALUE_COLUMNS = 60;

function short(value: unknown): string {
  const shown = JSON.stringify(value) ?? 'null';
  return shown.length > VALUE_COLUMNS ? `${shown.slice(0, VALUE_COLUMNS - 1)}…` : shown;
}

function text(explained: readonly Explanation[], paint: ChalkInstance): string {
  return explained
    .map(({ file, line, resource, outcome, reason, rule, webhook, fields }) => {
      const name = `${resource.kind} ${resource.namespace ? `${resource.namespace}/` : ''}${resource.name}`;
      const head = `${paint.bold(name)} (${file}:${line})\n  ${outcome}${reason === undefined ? '' : ` because ${reason} (rule ${rule})`}\n`;
      const called = webhook
        ? `  in the cluster: ${webhook.entry ? `the webhook entry "${webhook.entry}" is called, since` : 'no webhook is called:'} ${webhook.reason}\n`
        : '';
      return head + called + fields.map((field) => fieldText(field, paint)).join('');
    })
    .join('\n');
}

function fieldText({ field, value, template, line, sources }: FieldOrigin, paint: ChalkInstance): string {
  const by = [...(template === undefined ? [] : [`template ${template}:${line}`]), ...sources].join('; ');
  return `  ${paint.green('+')} ${field} = ${short(value)}\n      ${paint.dim(by)}\n`;
}
