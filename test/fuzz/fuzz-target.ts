import type fc from 'fast-check';

/** Something that reads what strangers send, and what must hold whatever they send. */
export interface FuzzTarget<Input> {
  readonly name: string;
  /** Inputs that are nearly right: those reach deepest. */
  nearlyRight(): fc.Arbitrary<Input>;
  /** Reads an input out of any bytes. */
  decode(bytes: Uint8Array): Input;
  /** Feeds one input. @throws when something does not hold that must. */
  check(input: Input): void | Promise<void>;
  /** What must hold after all of them; also frees what the target holds. */
  end?(): Promise<void>;
}

/** Opens a target; some have a server of their own. */
export type OpenTarget = () => Promise<FuzzTarget<unknown>>;

/** What one run of a target did. */
export interface FuzzOutcome {
  readonly inputs: number;
  readonly seconds: number;
  /** More about the run, for a person. */
  readonly remark: string;
  /** What was found, with the way to see it again; undefined when nothing was. */
  readonly finding?: string;
}

/** How long to go on: a number of inputs, or seconds, whichever comes first. */
export interface FuzzLimits {
  readonly inputs: number;
  readonly seconds: number;
  readonly seed: number;
}

/** A run of one target by one fuzzer, in a process of its own. */
export interface FuzzJob {
  readonly target: string;
  /** `bytes`: any, led by which branches they take. `structure`: nearly right inputs. */
  readonly fuzzer: 'bytes' | 'structure';
  readonly seed: number;
  readonly inputs: number;
  /** Absent: until all inputs are through. */
  readonly seconds?: number;
}
