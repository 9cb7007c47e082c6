/** One change that switches a defence off. `find` must occur exactly once in `file`. */
export interface Edit {
  /** Path from the project's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** An attack on the product, the test that makes it, and the mutation partner that proves the test sees the defence. */
export interface AttackCase {
  /** The number in the list of attacks: a group's letter and two digits. Tests of the case carry it in their titles. */
  readonly id: string;
  /** What the attacker does, in a few words. */
  readonly stimulus: string;
  /** The file with the test that must fail once {@link mutation} is applied. */
  readonly test: string;
  /** The defence switched off. More than one edit where two defences overlap. */
  readonly mutation: readonly [Edit, ...Edit[]];
}
