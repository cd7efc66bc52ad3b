import type { Table } from '../../envoy/rows/table.ts';
import { type DumpSize, sizeOf } from '../../envoy/size.ts';
import { EXIT, type ExitStatus } from '../../model/exit.ts';
import { documentText } from '../../output/document.ts';
import { envelope } from '../../output/json.ts';
import { formatOf } from './format.ts';
import { tableText } from './print.ts';
import { readOne, type ViewCall } from './run.ts';

const PERCENT = 100;

/** `meshctl proxy-config size`: what takes the room in a config dump. */
export async function runSize(call: ViewCall): Promise<ExitStatus> {
  const { flags, host } = call;
  const format = formatOf(flags);
  const { dump } = await readOne(call);
  const size = sizeOf(dump, flags.top ?? 0);
  const text =
    format === 'table'
      ? `${tableText(partTable(size))}\n${tableText(biggestTable(size))}`
      : await documentText(format, envelope('ConfigDumpSize', { ...size }));
  host.stdout.write(text);
  return EXIT.ok;
}

function share(bytes: number, all: number): string {
  return `${((PERCENT * bytes) / all).toFixed(1)}%`;
}

function partTable({ bytes, parts }: DumpSize): Table {
  const rows = parts.map((part) => [part.part, String(part.bytes), share(part.bytes, bytes), String(part.objects)]);
  return { header: ['PART', 'BYTES', 'SHARE', 'OBJECTS'], rows, padding: 3 };
}

function biggestTable({ bytes, biggest }: DumpSize): Table {
  const rows = biggest.map((object) => [
    String(object.bytes),
    share(object.bytes, bytes),
    object.part,
    object.name || '-',
  ]);
  return { header: ['BYTES', 'SHARE', 'PART', 'BIGGEST OBJECTS'], rows, padding: 3 };
}
