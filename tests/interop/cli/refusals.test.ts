import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createNodePlatform } from '../../../src/node/index.js';
import { describeWithHg, type HgResult, hg, temporaryDirectory } from '../hg.js';
import { qs, qsCommand } from '../qs.js';

/** Free kilobytes on the disk at the commits that it may be too small for; more by hand: `QS_DISK_STEP=4`. */
const STEP = Number(process.env.QS_DISK_STEP ?? 150);
const MOST_FREE = 420;

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const isRoot = process.getuid?.() === 0;
/** Links that lead nowhere, too: that is what locks are. */
const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const OK = { out: '', err: '', code: 0 };

describeWithHg('what keeps commands from writing', () => {
  const directory = temporaryDirectory();
  // Other users come here, too.
  chmodSync(directory, 0o755);
  const mount = join(directory, 'mount');
  mkdirSync(mount);
  /** The path of a script that is our program. */
  const program = (): string => {
    const path = join(directory, 'ours');
    if (!existsSync(path)) writeFileSync(path, `#!/bin/sh\nexec ${qsCommand()} "$@"\n`, { mode: 0o755 });
    return path;
  };

  /** Runs a shell script that may mount things; `$HG` is the program. */
  function script(command: string, text: string): HgResult {
    const result = spawnSync('unshare', ['-rm', 'sh', '-c', text], {
      cwd: directory,
      env: {
        ...process.env,
        HG: command,
        HGRCPATH: '',
        HGUSER: 'test',
        LC_ALL: 'C',
        NODE_EXTRA_CA_CERTS: undefined,
      },
      encoding: 'latin1',
    });
    return { out: result.stdout, err: result.stderr, code: result.status ?? -1 };
  }

  it.skipIf(!canMount)(
    'a full disk: nothing is lost, whatever had room',
    () => {
      const { out, err } = script(
        program(),
        `mount -t tmpfs -o size=2M none ${mount} && cd ${mount} && hg init r && cd r && echo a > a && hg commit -qAm first
       head -c 150000 /dev/urandom > big && $HG add big
       before=$(hg log -T '{node} ')
       for free in $(seq 0 ${STEP} ${MOST_FREE}); do
         rm -f ../fill; size=$(($(df --output=avail -k . | tail -1) - free))
         head -c $((size * 1024)) /dev/zero > ../fill
         if $HG commit -m big 2> ${directory}/message; then echo "$free done"
         else echo "$free refused: $(cat ${directory}/message | tr '\\n' ' ')"; fi
         test -e .hg/store/journal && { rm ../fill; $HG recover -q 2> /dev/null; echo recovered; }
         rm -f ../fill
         hg verify -q || echo damaged
         case "$(hg log -T '{node} ')" in *$before) ;; *) echo lost;; esac
         if test "$(hg log -T x)" = xx; then $HG rollback -q; test "$(hg status -a)" = 'A big' || echo 'not as before'; fi
       done
       $HG commit -m big && hg verify -q && hg log -T '{rev}'`,
      );
      const lines = out.trimEnd().split('\n');
      expect(lines.pop(), err).toBe('10');
      for (const line of lines)
        expect(line).toMatch(/^(\d+ done|\d+ refused: .*abort: No space left on device.*|recovered)$/);
      console.log(
        `full disk: ${lines.length} commits, ${lines.filter((line) => line.includes('refused')).length} refused`,
      );
      expect(lines.some((line) => line.includes('refused'))).toBe(true);
      expect(lines.some((line) => line.includes('done'))).toBe(true);
    },
    600_000,
  );

  it.skipIf(!canMount)(
    'a file system that is read-only',
    () => {
      const [theirs, ours] = ['hg', program()].map((command) =>
        script(
          command,
          `mount -t tmpfs -o size=2M none ${mount} && cd ${mount} && hg init r && cd r && echo a > a && hg commit -qAm first -d '0 0'
         echo b >> a; echo b > b; mount -o remount,ro ${mount}; exec 2>&1
         for command in 'commit -m second' 'add b' 'bookmark x' 'phase -p 0' recover 'tag -l x'; do
           $HG $command; echo "$command: $?"
         done
         $HG status; $HG log -T '{rev} {node}\\n'; $HG diff --nodates; mount -o remount,rw ${mount}; hg verify -q`,
        ),
      );
      expect(ours).toEqual(theirs);
    },
    600_000,
  );

  it.skipIf(!isRoot)(
    'a repository of somebody else',
    () => {
      const root = join(directory, 'others');
      hg(directory, ['init', root]);
      writeFileSync(join(root, 'a'), 'a\n');
      hg(root, ['commit', '-qAm', 'first']);
      const stranger = (command: string, args: string) => {
        const result = spawnSync(
          'setpriv',
          ['--reuid=65534', '--regid=65534', '--clear-groups', 'sh', '-c', `${command} ${args}`],
          {
            cwd: root,
            env: {
              ...process.env,
              HGRCPATH: '',
              HGUSER: 'test',
              LC_ALL: 'C',
              HOME: '/',
              NODE_EXTRA_CA_CERTS: undefined,
            },
            encoding: 'latin1',
          },
        );
        return { out: result.stdout, err: result.stderr, code: result.status };
      };
      const commands = ['commit -m x', 'phase -p 0', 'recover', 'status'];
      for (const args of commands) expect(stranger(program(), args), args).toEqual(stranger('hg', args));
      // What may not even be read.
      chmodSync(join(root, '.hg/store/00changelog.i'), 0o600);
      for (const args of ['log', 'verify']) {
        const ours = stranger(program(), args);
        expect(ours.err).toContain('abort: Permission denied');
        expect(ours.code).toBe(255);
      }
      expect(hg(root, ['verify', '-q'])).toEqual(OK);
      expect(hg(root, ['log', '-T', '{rev}']).out).toBe('0');
    },
    600_000,
  );

  const sleeper = spawn('sleep', ['600'], { stdio: 'ignore' });
  afterAll(() => {
    sleeper.kill();
  }, 600_000);

  it('locks of the living, the dead and of other hosts', () => {
    const root = join(directory, 'locked');
    hg(directory, ['init', root]);
    writeFileSync(join(root, 'a'), 'a\n');
    hg(root, ['commit', '-qAm', 'first']);
    writeFileSync(join(root, 'a'), 'b\n');
    const host = createNodePlatform().processes?.host as string;
    for (const [name, path] of [
      ['lock', '.hg/store/lock'],
      ['wlock', '.hg/wlock'],
    ] as const)
      for (const [holder, isFree] of [
        [`${host}:${sleeper.pid}`, false],
        ['elsewhere:1', false],
        [`${host}:999999999`, true],
      ] as const)
        for (const args of [
          ['commit', '-m', 'second', '-d', '0 0'],
          ...(name === 'wlock' ? [] : [['phase', '-d', '-f', '0']]),
        ]) {
          // One of them waits.
          const timeout = `ui.timeout=${isFree || name === 'lock' ? 0 : 1}`;
          const results = [hg, qs].map((either) => {
            symlinkSync(holder, join(root, path));
            const result = either(root, [...args, '--config', timeout]);
            const isHeld = isThere(join(root, path));
            rmSync(join(root, path), { force: true });
            if (result.code === 0 && args[0] === 'commit') hg(root, ['rollback', '-q']);
            return { result, isHeld };
          });
          const label = `${name} of ${holder}: ${args[0]}`;
          expect(results[1], label).toEqual(results[0]);
          if (isFree) expect(results[1]?.result.code, label).toBe(0);
        }
    expect(hg(root, ['verify', '-q'])).toEqual(OK);
  }, 600_000);
});
