import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'drizzle-orm';
import { openPostgres, type OpenDatabase } from '../../server/storage/index.ts';
import { startTcpProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { createDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/rows-of.ts';

/** What a statement that has to answer, or to fail, may take. */
const patienceMs = 15_000;

const inTime = async <T>(what: string, promise: Promise<T>): Promise<T> => {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => timeout.reject(new Error(`no answer in time: ${what}`)), patienceMs);
  return Promise.race([promise, timeout.promise]).finally(() => clearTimeout(timer));
};

describe('a connection to the database that ends', () => {
  let database: OpenDatabase;
  let another: OpenDatabase;
  let wire: TcpProxy;
  let url: string;
  let drop: () => Promise<void>;

  before(async () => {
    ({ url, drop } = await createDatabase(process.env['TEST_DATABASE_URL'] ?? ''));
    wire = await startTcpProxy(url);
    // One connection, so that whatever is left over meets the next.
    database = openPostgres({ url: wire.through(url), poolSize: 1 });
    another = openPostgres({ url });
    await another.db.execute(sql`create table kept (id text primary key)`);
  });
  after(async () => {
    await database.close();
    await another.close();
    await wire.stop();
    await drop();
  });

  /** Each statement gets its own answer. */
  const serves = async (pool: OpenDatabase): Promise<void> => {
    for (const round of ['first', 'second', 'third']) {
      const asked = Array.from({ length: 8 }, (_, number) => `${round} ${number}`);
      const answers = await inTime(
        `the ${round} statements afterwards`,
        Promise.all(asked.map((value) => rowsOf<{ value: string }>(pool, sql`select ${value}::text as value`))),
      );
      assert.deepEqual(
        answers.map((rows) => rows.map(({ value }) => value)),
        asked.map((value) => [value]),
      );
    }
  };
  const backend = async (on: Pick<OpenDatabase, 'db'>) => {
    const [row] = await rowsOf<{ pid: number }>(on, sql`select pg_backend_pid() as pid`);
    return row?.pid ?? 0;
  };
  const endBackend = async (pid: number) => {
    await another.db.execute(sql`select pg_terminate_backend(${pid})`);
    await inTime(
      'the end of the backend',
      until(async () => (await rowsOf(another, sql`select 1 from pg_stat_activity where pid = ${pid}`)).length === 0),
    );
  };
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) await turn(20);
  };
  const turn = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('fails the transaction that it carried, at its next statement, and nothing else', async () => {
    const transaction = database.db.transaction(async (open) => {
      await open.execute(sql`insert into kept values ('half')`);
      await endBackend(await backend({ db: open }));
      await turn(100);
      await open.execute(sql`insert into kept values ('other half')`);
    });
    await assert.rejects(inTime('the transaction', transaction));
    await serves(database);
    assert.deepEqual(await rowsOf(another, sql`select * from kept`), []);
  });

  it('fails a transaction in the middle of a statement, and nothing else', async () => {
    const transaction = database.db.transaction(async (open) => {
      const pid = await backend({ db: open });
      await Promise.all([open.execute(sql`select pg_sleep(10)`), turn(200).then(() => endBackend(pid))]);
    });
    await assert.rejects(inTime('the transaction', transaction));
    await serves(database);
  });

  it('lets no statement of the transaction that it carried into the next one', async () => {
    const gate = Promise.withResolvers<undefined>();
    const late = database.db.transaction(async (open) => {
      await endBackend(await backend({ db: open }));
      await gate.promise;
      await open.execute(sql`insert into kept values ('late')`);
    });
    const lateEnds = assert.rejects(inTime('the late transaction', late));
    await lateEnds;
    await inTime(
      'the next transaction',
      database.db.transaction(async (open) => {
        await open.execute(sql`insert into kept values ('next')`);
        gate.resolve(undefined);
        await turn(100);
        await open.execute(sql`insert into kept values ('next again')`);
      }),
    );
    assert.deepEqual(await rowsOf(another, sql`select id from kept order by id`), [{ id: 'next' }, { id: 'next again' }]);
  });

  for (const poolSize of [1, 4]) {
    it(`mixes up no answers when statements follow at once on those that it failed, with ${poolSize} of them`, async () => {
      const pool = openPostgres({ url: wire.through(url), poolSize });
      const ask = async (value: string, seconds = 0) => {
        const rows = await rowsOf<{ value: string }>(pool, sql`select ${value}::text as value, pg_sleep(${seconds})`);
        return rows.map((row) => row.value).join();
      };
      /** Asks, and after a failure again for something else, before the connection is known to have ended. */
      const askTwice = async (value: string, number: number) => {
        try {
          return await ask(value, 0.3);
        } catch {
          if (number % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
          const answer = await ask(`${value} again`).catch(() => undefined);
          return answer === undefined || answer === `${value} again` ? value : answer;
        }
      };
      try {
        for (let time = 0; time < 5; time += 1) {
          const values = Array.from({ length: poolSize * 4 }, (_, number) => `time ${time}, ${number}`);
          const asked = Promise.all(values.map(askTwice));
          await turn(100);
          wire.goDown();
          wire.heal();
          assert.deepEqual(await inTime('the statements that follow', asked), values);
          await serves(pool);
        }
      } finally {
        await pool.close();
      }
    });
  }

  it('does not hand its last error to the next statement', async () => {
    const pid = await backend(database);
    const cut = rowsOf(database, sql`select pg_sleep(10)`);
    await turn(200);
    await Promise.all([assert.rejects(inTime('the statement', cut)), endBackend(pid)]);
    await serves(database);
  });
});

describe('a statement that fails after its first rows', () => {
  it('leaves no holes in the answer of the next', async () => {
    const { url, drop } = await createDatabase(process.env['TEST_DATABASE_URL'] ?? '');
    const database = openPostgres({ url, poolSize: 1 });
    try {
      const fails = rowsOf(database, sql`select 1 / (4 - number) from generate_series(1, ${10}) as number`);
      const follows = rowsOf<{ number: number }>(database, sql`select number from generate_series(1, ${3}) as number`);
      await assert.rejects(fails);
      assert.deepEqual(
        (await follows).map((row) => row.number),
        [1, 2, 3],
      );
    } finally {
      await database.close();
      await drop();
    }
  });
});
