export const mask = {} as const;
