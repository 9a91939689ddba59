import { useSyncExternalStore } from "react";
import { type UploadState, upload } from "../api/upload.ts";

export const useUpload = (): UploadState => useSyncExternalStore(upload.subscribe, upload.state);
