import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PostMortem } from '../../post-mortem.ts';
import { duration } from '../format.ts';
import { useAnswer } from '../requests.ts';
import { Run } from './run.tsx';

/** Frames a second: 120 s of traffic take a quarter of a minute. */
const FRAMES_PER_SECOND = 4;

/** The hunt behind this project: its one broker, our chain unsized, our chain as planned, in step. */
export function PostMortemView(): JSX.Element {
  const { value: story, problem } = useAnswer<PostMortem>('/local/console/post-mortem');
  const [frame, setFrame] = useState(0);
  const [plays, setPlays] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  const last = Math.max(0, ...(story?.runs ?? []).map(({ offered }) => offered.length - 1));
  useEffect(() => {
    if (!plays || last === 0) return;
    const timer = setInterval(() => setFrame((now) => Math.min(last, now + 1)), 1_000 / FRAMES_PER_SECOND);
    return () => clearInterval(timer);
  }, [plays, last]);
  useEffect(() => {
    if (frame >= last && last > 0) setPlays(false);
  }, [frame, last]);
  const play = (): void => {
    if (frame >= last) setFrame(0);
    setPlays(!plays);
  };
  const most = Math.max(1, ...(story?.runs ?? []).flatMap(({ offered, accepted }) => [...offered, ...accepted]));
  const seconds = (frame + 1) * (story?.frameSeconds ?? 0);
  return (
    <section aria-labelledby="post-mortem" class="post-mortem">
      <h2 id="post-mortem">The post-mortem</h2>
      <p class="calm">
        A treasure hunt ran on one broker: it admitted 10,000 events a second, its handlers did 2,000, and players got
        503s. The same traffic in virtual time, on that broker and on Cairn&apos;s chain.
      </p>
      {problem !== undefined && <p class="notice bad">{problem}</p>}
      {story !== undefined && (
        <>
          <div class="row">
            <button type="button" onClick={play}>
              {plays ? 'Stop' : frame >= last ? 'Play again' : 'Play'}
            </button>
            <label class="wide">
              {duration(seconds * 1_000)} after the start
              <input
                type="range"
                min="0"
                max={last}
                value={frame}
                onInput={({ currentTarget }) => {
                  setPlays(false);
                  setFrame(Number(currentTarget.value));
                }}
              />
            </label>
          </div>
          <div class="runs">
            {story.runs.map((run) => (
              <Run key={run.name} run={run} frame={frame} most={most} />
            ))}
          </div>
        </>
      )}
    </section>
  );
}
