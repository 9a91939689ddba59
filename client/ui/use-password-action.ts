import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

interface PasswordAction<Result> {
  readonly run: (password: string) => Promise<Result>;
  /** The dialog stays open and pending until this settles, unless it closes the dialog. */
  readonly onSuccess: (result: Result, close: () => void) => unknown;
  readonly onError?: (error: Error, close: () => void) => void;
}

/** An action that asks for the user's password first. `dialog` holds the props of the `PasswordDialog` that asks. */
export function usePasswordAction<Result>({ run, onSuccess, onError }: PasswordAction<Result>) {
  const [asking, setAsking] = useState(false);
  // Keeps the error: the page may show it once the dialog is closed.
  const close = (): void => setAsking(false);
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: run,
    onSuccess: (result) => onSuccess(result, close),
    onError: (failure) => onError?.(failure, close),
  });
  return {
    ask: (): void => {
      reset();
      setAsking(true);
    },
    clearError: reset,
    errorOutside: asking ? null : error,
    dialog: {
      opened: asking,
      pending: isPending,
      error: asking ? error : null,
      onConfirm: (password: string): void => mutate(password),
      onClose: (): void => {
        close();
        reset();
      },
    },
  };
}
