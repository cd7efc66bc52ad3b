/** What the services of the demo answer. */

/** An answer of another service; absent when there was none of use. */
export interface Told {
  readonly value: unknown;
  /** Which service and version gave it. */
  readonly servedBy: string;
}

/** The versions of the reviews, and the colour of their stars; the first has none. */
export const REVIEW_VERSIONS = { v1: undefined, v2: 'black', v3: 'red' } as const;

/** The name of one of {@link REVIEW_VERSIONS}. */
export type ReviewVersion = keyof typeof REVIEW_VERSIONS;

/** What the service of details says of the book. */
export const DETAILS = {
  title: 'A Field Guide to Proxies',
  pages: 214,
  language: 'English',
} as const;

/** Stars from 1 to 5, by reviewer. */
export const RATINGS: Readonly<Record<string, number>> = { Ada: 5, Grace: 4 };

const REVIEWS: Readonly<Record<string, string>> = {
  Ada: 'Every hop is explained, and why it is there.',
  Grace: 'Short, exact, and no page too many.',
};

/** A review as `reviews` answers it. */
export interface Review {
  readonly reviewer: string;
  readonly text: string;
  /** Absent without stars, or when nobody could say how many. */
  readonly stars?: number;
  readonly color?: string;
}

/** The reviews of a version; `ratings` is what the service of that name said, when it did. */
export function reviewsOf(version: ReviewVersion, ratings: Readonly<Record<string, unknown>>): readonly Review[] {
  const color = REVIEW_VERSIONS[version];
  return Object.entries(REVIEWS).map(([reviewer, text]) => {
    const stars = ratings[reviewer];
    return { reviewer, text, ...(color && typeof stars === 'number' ? { stars, color } : {}) };
  });
}

const MISSING = '(not available now)';

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function reviewLine({ reviewer, text, stars, color }: Review): string {
  const shown = stars === undefined ? '' : ` <span style="color:${escaped(color ?? '')}">${'★'.repeat(stars)}</span>`;
  return `<li>${escaped(reviewer)}: ${escaped(text)}${shown}</li>`;
}

/** The page that puts it all together. */
export function productPage(details: Told | undefined, reviews: Told | undefined): string {
  // Both come from services of the demo, which say nothing else.
  const list = (reviews?.value ?? []) as readonly Review[];
  const items = reviews === undefined ? `<li>${MISSING}</li>` : list.map(reviewLine).join('\n');
  const facts = Object.entries((details?.value ?? {}) as Readonly<Record<string, unknown>>);
  const rows = facts.map(([name, value]) => `<li>${escaped(name)}: ${escaped(String(value))}</li>`).join('\n');
  return `<!doctype html>
<meta charset="utf-8">
<title>Bookshop</title>
<h1>${escaped(DETAILS.title)}</h1>
<h2>Details</h2>
<ul>
${details === undefined ? `<li>${MISSING}</li>` : rows}
</ul>
<h2>Reviews by ${escaped(reviews?.servedBy ?? 'nobody')}</h2>
<ul>
${items}
</ul>
`;
}
