export const followup = {} as const;
