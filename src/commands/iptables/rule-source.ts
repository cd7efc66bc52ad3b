/** From flags to rules that can be walked: saved, live, or those of a configuration. */
import type { Command } from 'commander';
import { readInput } from '../../io/inputs.ts';
import { candidates, knownShapes, type Recogniser, recognise, recogniserOf } from '../../iptables/explain/recognise.ts';
import type { Program, RuleSet } from '../../iptables/model/rule.ts';
import type { InterceptionFacts } from '../../iptables/profiles/profile.ts';
import { loadProfile } from '../../iptables/profiles/registry.ts';
import { factsFrom } from '../../iptables/prove/facts.ts';
import { readNft } from '../../iptables/read/nft.ts';
import { readRules } from '../../iptables/read/rules.ts';
import type { ReadOptions } from '../../iptables/read/source.ts';
import { ruleSetOf } from '../../iptables/ruleset/execute.ts';
import type { Machine, Place } from '../../iptables/trace/machine.ts';
import { machineOf } from '../../iptables/trace/machine.ts';
import { marksOfProgram, marksOfRuleSets } from '../../iptables/trace/place.ts';
import { InputError } from '../../model/errors.ts';
import type { Host } from '../../model/host.ts';
import { decodeText } from '../../yaml/decode.ts';
import type { LoadedPlan } from './profile-input.ts';
import { reportFindings } from './report.ts';
import { reportGaps } from './report-gaps.ts';
import type { RuleFlags } from './rule-flags.ts';
import { sourceWords } from './source-words.ts';

/** A command as it was called. */
export interface Call<Flags extends RuleFlags = RuleFlags> {
  readonly flags: Flags;
  readonly command: Command;
  readonly host: Host;
}

/** Rules, and what is known of them. */
export interface Rules {
  /** For headings: a file's name, `live`, or the profile's name. */
  readonly label: string;
  /** The flags with which another command is about the same rules. */
  readonly words: string;
  readonly ruleSets: readonly RuleSet[];
  readonly machine: Machine;
  readonly facts: InterceptionFacts;
  readonly recogniser: Recogniser;
  /** Of rules that a configuration makes. */
  readonly loaded?: LoadedPlan;
}

/** The addresses the pod has, where a flag says it. */
function addressesOf({ address = [] }: RuleFlags): Pick<Place, 'addresses'> {
  const addresses = address.map((text) => {
    const [iface, cidr] = text.includes('=') ? text.split('=') : ['eth0', text];
    return { iface: iface ?? 'eth0', address: cidr ?? '' };
  });
  return addresses.length === 0 ? {} : { addresses };
}

/** The text of a file of rules. Throws InputError when it is not UTF-8, and what reading it throws. */
export async function ruleTextOf(file: string, host: Host): Promise<string> {
  const decoded = decodeText(await readInput(file, host), file);
  if ('diagnostic' in decoded) throw new InputError('INPUT_ENCODING', `${file}: ${decoded.diagnostic.message}`);
  return decoded.text;
}

/** The rule sets of a file, of any notation; says what its text does not show. */
export async function readRuleFile(file: string, { flags, host }: Call): Promise<readonly RuleSet[]> {
  const family = flags.family === '6' ? 'ipv6' : flags.family === '4' ? 'ipv4' : undefined;
  const name = file === '-' ? 'standard input' : file;
  const options: ReadOptions = {
    file: name,
    ...(flags.table === undefined ? {} : { table: flags.table }),
    ...(family === undefined ? {} : { family }),
  };
  const text = await ruleTextOf(file, host);
  const ruleSets = readRules(text, options);
  reportGaps({ file: name, text, ruleSets }, host);
  return ruleSets;
}

/** Rule sets that were read, and what is known of the place they are of. */
interface ReadRuleSets {
  readonly label: string;
  readonly words: string;
  readonly ruleSets: readonly RuleSet[];
  readonly place?: Place;
}

/** What rules that were read are known by: whose they look like, and whose packets they leave alone. */
async function rulesFrom({ label, words, ruleSets, place = {} }: ReadRuleSets, flags: RuleFlags): Promise<Rules> {
  const profiles = await Promise.all(candidates(ruleSets).map(loadProfile));
  const machine = machineOf(ruleSets, { localMarks: marksOfRuleSets(ruleSets), ...addressesOf(flags), ...place });
  return {
    label,
    words,
    ruleSets,
    machine,
    facts: factsFrom(ruleSets),
    recogniser: recognise(ruleSets, knownShapes(profiles, machine.families)),
  };
}

async function savedRules(files: readonly string[], call: Call): Promise<Rules> {
  const sets: RuleSet[] = [];
  for (const file of files) sets.push(...(await readRuleFile(file, call)));
  return rulesFrom({ label: files.join(', '), words: sourceWords(call.command, files), ruleSets: sets }, call.flags);
}

/** The rule sets a program makes: those of iptables by family, or nft's own where that is the backend. */
function programRules({ plan, backend }: LoadedPlan, program: Program): readonly RuleSet[] {
  const script = backend === 'nft' ? plan.texts?.nft?.(program.families) : undefined;
  return script === undefined ? program.families.map((family) => ruleSetOf(program, family)) : [readNft(script)];
}

async function plannedRules({ flags, command, host }: Call): Promise<Rules> {
  const { loadPlan } = await import('./profile-input.ts');
  const loaded = await loadPlan(command, flags, { host });
  await reportFindings(loaded.diagnostics, flags, host);
  const { program, facts } = loaded.plan;
  const ruleSets = programRules(loaded, program);
  return {
    label: loaded.profile.name,
    words: sourceWords(command, []),
    ruleSets,
    machine: machineOf(ruleSets, { localMarks: marksOfProgram(program), ...addressesOf(flags) }),
    facts,
    // nft's own rules come from a text, which does not say why.
    recogniser:
      loaded.backend === 'nft' ? recognise(ruleSets, knownShapes([loaded.profile])) : recogniserOf(loaded.profile),
    loaded,
  };
}

async function liveRules({ flags, command, host }: Call): Promise<Rules> {
  const { readLiveRules } = await import('./live-rules.ts');
  return rulesFrom({ ...(await readLiveRules(flags, host)), words: sourceWords(command, []) }, flags);
}

/** Whether flags mean a live namespace. */
function isLive({ live, netns, pid, thisNamespace }: RuleFlags): boolean {
  return live === true || netns !== undefined || pid !== undefined || thisNamespace === true;
}

/**
 * The rules the flags mean: of files, of a live namespace, else those the profile's flags make. Throws what reading, parsing and
 * planning throw.
 */
export async function loadRules(call: Call, files: readonly string[] = call.flags.from ?? []): Promise<Rules> {
  if (files.length > 0) return savedRules(files, call);
  return isLive(call.flags) ? liveRules(call) : plannedRules(call);
}
