/**
 * Scalar functions and operators that a predicate may call: deterministic, without side effects, and
 * blind to anything but their arguments.
 */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['+', '-', '*', '/', '//', '%', '**', '^', '||', '&', '|', '<<', '>>', '~'],
  ...['~~', '!~~', '~~*', '!~~*', '~~~', 'like_escape', 'not_like_escape', 'ilike_escape', 'not_ilike_escape'],
  ...['abs', 'ceil', 'ceiling', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'exp', 'ln', 'log', 'log10', 'log2'],
  ...['pow', 'power', 'mod', 'greatest', 'least', 'isnan', 'isinf', 'isfinite'],
  ...['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'length', 'strlen', 'substr', 'substring', 'left', 'right'],
  ...['replace', 'concat', 'split_part', 'strpos', 'position', 'instr', 'contains', 'starts_with', 'prefix'],
  ...['ends_with', 'suffix', 'regexp_matches', 'regexp_full_match', 'regexp_extract', 'md5'],
  ...['nullif', 'ifnull', 'coalesce', 'len', 'list_contains', 'array_contains', 'struct_extract', 'list_value'],
  ...['date_part', 'datepart', 'date_trunc', 'datetrunc', 'date_diff', 'datediff', 'date_add', 'date_sub'],
  ...['year', 'quarter', 'month', 'week', 'day', 'dayofweek', 'isodow', 'dayofyear', 'hour', 'minute', 'second'],
  ...['epoch', 'strftime', 'make_date', 'last_day', 'to_years', 'to_months', 'to_weeks', 'to_days', 'to_hours'],
  ...['to_minutes', 'to_seconds', 'row'],
])
