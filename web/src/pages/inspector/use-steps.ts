/** Which step of a recording is shown, and the ways to another: by the keys, by playing, by a tap. */
import type { MachineStep } from '../../api/inspector-queries.ts';
import { useShortcut } from '../../shell/shortcuts.tsx';
import { stepAt } from './recording.ts';
import { type Playing, usePlaying } from './use-playing.ts';

export interface Steps {
  /** From 0. */
  step: number;
  playing: Playing;
  go(step: number): void;
}

/** @param asked undefined: the last one, as it comes. @param until epoch ms, where playing ends */
export function useSteps(
  steps: readonly MachineStep[],
  { asked, until, onStep }: { asked: number | undefined; until: number; onStep: (step: number) => void },
): Steps {
  const last = steps.length - 1;
  const step = Math.min(asked ?? last, last);
  const playing = usePlaying((at) => {
    onStep(stepAt(steps, at));
    return at < until;
  });
  const go = (next: number) => {
    playing.stop();
    onStep(Math.min(Math.max(next, 0), last));
  };
  // From its end it plays from its beginning.
  const play = () => playing.start(Date.parse(steps[step === last ? 0 : step]?.at ?? ''));
  useShortcut('ArrowLeft', 'A step back', () => go(step - 1));
  useShortcut('ArrowRight', 'A step on', () => go(step + 1));
  useShortcut('Home', 'To the first step', () => go(0));
  useShortcut('End', 'To the last step', () => go(last));
  useShortcut(' ', 'Play, or stop', () => (playing.at === null ? play() : playing.stop()));
  return { step, playing, go };
}
