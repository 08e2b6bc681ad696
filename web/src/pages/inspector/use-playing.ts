/** Playing a recording: time runs at ×1, ×10 or ×60 from the step that is shown, until the end. */
import { useEffect, useRef, useState } from 'react';

export const SPEEDS = [1, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Playing {
  /** Epoch ms of the recording; null: it stands still. */
  at: number | null;
  speed: Speed;
  setSpeed(speed: Speed): void;
  start(from: number): void;
  stop(): void;
}

/** @param onTime for every picture, with the time of the recording; it returns false at the end */
export function usePlaying(onTime: (at: number) => boolean): Playing {
  const [at, setAt] = useState<number | null>(null);
  const [speed, setSpeed] = useState<Speed>(10);
  const latest = useRef({ onTime, speed });
  latest.current = { onTime, speed };
  const isPlaying = at !== null;
  const position = useRef(0);

  useEffect(() => {
    if (!isPlaying) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function draw(now) {
      position.current += (now - before) * latest.current.speed;
      before = now;
      if (!latest.current.onTime(position.current)) {
        setAt(null);
        return;
      }
      setAt(position.current);
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [isPlaying]);

  return {
    at,
    speed,
    setSpeed,
    start(from) {
      position.current = from;
      setAt(from);
    },
    stop: () => setAt(null),
  };
}
