/** What to do about a slice predicate that was refused. */
export const PREDICATE_HINT = "write one condition over the row's columns, e.g. tenure_months < 6 AND region = 'EU'"
