/** The tokens of template text. */

/** What a token is. */
export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'keyword'
  | 'identifier'
  | 'field'
  | 'variable'
  | 'dot'
  | 'bool'
  | 'nil'
  | 'number'
  | 'charConstant'
  | 'string'
  | 'rawString'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'leftParen'
  | 'rightParen'
  | 'char'
  | 'eof'
  | 'error';

/** A piece of template text. */
export interface Token {
  readonly kind: TokenKind;
  /** The token as written; the message of an `error`. */
  readonly text: string;
  /** Offset in the template's text. */
  readonly pos: number;
  /** 1-based line of `pos`. */
  readonly line: number;
}
