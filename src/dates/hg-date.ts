/** What a date is: a moment and the zone it was written in. */
export interface HgDate {
  /** Seconds since the epoch; whole in everything hg writes today. */
  readonly seconds: number;
  /** Seconds *west* of UTC (UTC+1 is -3600). */
  readonly offset: number;
}
