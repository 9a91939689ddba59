import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  createUserSchema,
  GroupView,
  groupSchema,
  NewPassword,
  UserView,
  updateUserSchema,
} from "../../../../shared/api/accounts.ts";
import { http } from "../../../lib/http.ts";
import { queryClient } from "../../../lib/query-client.ts";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async () => (await http.get<{ users: UserView[] }>("/users")).users,
});
export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: async () => (await http.get<{ groups: GroupView[] }>("/groups")).groups,
});

/** A change of either shows in both: groups count their members. */
export const refreshAccounts = (): Promise<unknown> =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: usersQuery.queryKey }),
    queryClient.invalidateQueries({ queryKey: groupsQuery.queryKey }),
  ]);

export const createUser = (input: z.infer<typeof createUserSchema>): Promise<NewPassword> =>
  http.post("/users", input);
export const updateUser = (id: string, input: z.infer<typeof updateUserSchema>): Promise<UserView> =>
  http.patch(`/users/${id}`, input);
export const resetPassword = (id: string): Promise<NewPassword> => http.post(`/users/${id}/password`);
export const saveGroup = (id: string | null, input: z.infer<typeof groupSchema>): Promise<GroupView> =>
  id === null ? http.post("/groups", input) : http.patch(`/groups/${id}`, input);
export const deleteGroup = (id: string): Promise<void> => http.delete(`/groups/${id}`);
