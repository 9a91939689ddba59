import { useSyncExternalStore } from "react";
import { type UploadState, upload } from "./upload.ts";

export const useUpload = (): UploadState => useSyncExternalStore(upload.subscribe, upload.state);
