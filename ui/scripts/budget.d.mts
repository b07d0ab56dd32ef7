type Measured = {
  entryJs: number;
  entryCss: number;
  chunks: Array<{ file: string; size: number }>;
  broken: string[];
};
export const limits: { entryJs: number; entryCss: number; chunk: number };
export function measure(dist: string): Promise<Measured>;
