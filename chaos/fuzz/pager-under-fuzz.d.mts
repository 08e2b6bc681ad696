export interface PagerUnderFuzz {
  port: number;
  url: string;
  redisPort: number;
  stop(): Promise<void>;
}

export function startPagerUnderFuzz(options: {
  folder: string;
  dist: string;
  settings?: Record<string, string>;
}): Promise<PagerUnderFuzz>;
