// Who may ask for what, in a private group with a private channel: see
// support/place.mjs for the people, and docs/permissions.md for the rules.
//   - log in first   ? hidden   ! forbidden   + done   = nothing to do (409)

export const requests = `
  # of nobody stranger banned peer member admin owner moderator root
  GET /api/admin/actors                             - ! ! ! ! ! ! ! +
  GET /api/admin/audit                              - ! ! ! ! ! ! ! +
  GET /api/admin/bans                               - ! ! ! ! ! ! ! +
  GET /api/admin/channels                           - ! ! ! ! ! ! ! +
  DELETE /api/admin/channels/{id}                   - ! ! ! ! ! ! ! +
  GET /api/admin/channels/{id}                      - ! ! ! ! ! ! ! +
  GET /api/admin/groups                             - ! ! ! ! ! ! ! +
  DELETE /api/admin/groups/{id}                     - ! ! ! ! ! ! ! +
  GET /api/admin/groups/{id}                        - ! ! ! ! ! ! ! +
  GET /api/admin/reports                            - ! ! ! ! ! ! + +
  GET /api/admin/reports/{id}                       - ! ! ! ! ! ! + +
  POST /api/admin/reports/{id}/dismiss              - ! ! ! ! ! ! + +
  POST /api/admin/reports/{id}/resolve              - ! ! ! ! ! ! + +
  GET /api/admin/statistics                         - ! ! ! ! ! ! ! +
  GET /api/admin/users                              - ! ! ! ! ! ! ! +
  DELETE /api/admin/users/{id}                      - ! ! ! ! ! ! ! +
  GET /api/admin/users/{id}                         - ! ! ! ! ! ! ! +
  # there is no second factor to take away
  DELETE /api/admin/users/{id}/2fa                  - ! ! ! ! ! ! ! ?
  DELETE /api/admin/users/{id}/ban                  - ! ! ! ! ! ! ! +
  POST /api/admin/users/{id}/ban                    - ! ! ! ! ! ! ! +
  POST /api/admin/users/{id}/logout                 - ! ! ! ! ! ! ! +
  PUT /api/admin/users/{id}/role                    - ! ! ! ! ! ! ! +
  DELETE /api/channels/{id}                         - ? ? ? ! + + ! +
  GET /api/channels/{id}                            - ? ? ? + + + + +
  PUT /api/channels/{id}                            - ? ? ? ! + + ! +
  GET /api/channels/{id}/bans                       - ? ? ? ! + + + +
  DELETE /api/channels/{id}/bans/{userId}           - ? ? ? ! + + + +
  POST /api/channels/{id}/bans/{userId}             - ? ? ? ! + + + +
  DELETE /api/channels/{id}/draft                   - + + + + + + + +
  PUT /api/channels/{id}/draft                      - ? ? ? + + + + !
  GET /api/channels/{id}/invites                    - ? ? ? ! + + + +
  POST /api/channels/{id}/invites                   - ? ? ? ! + + ! +
  DELETE /api/channels/{id}/invites/{inviteId}      - ? ? ? ! + + + +
  POST /api/channels/{id}/join                      - ? ? ? + + + + !
  POST /api/channels/{id}/leave                     - ? ? ? + + + + !
  GET /api/channels/{id}/members                    - ? ? ? + + + + +
  POST /api/channels/{id}/members                   - ? ? ? ! + + ! +
  DELETE /api/channels/{id}/members/{userId}        - ? ? ? ! + + + +
  PUT /api/channels/{id}/members/{userId}           - ? ? ? ! + + ! +
  GET /api/channels/{id}/messages                   - ? ? ? + + + + +
  POST /api/channels/{id}/messages                  - ? ? ? + + + + !
  GET /api/channels/{id}/mutes                      - ? ? ? ! + + + +
  DELETE /api/channels/{id}/mutes/{userId}          - ? ? ? ! + + + +
  POST /api/channels/{id}/mutes/{userId}            - ? ? ? ! + + + +
  GET /api/channels/{id}/notifications              - ? ? ? + + + + ?
  PUT /api/channels/{id}/notifications              - ? ? ? + + + + !
  GET /api/channels/{id}/pins                       - ? ? ? + + + + +
  POST /api/channels/{id}/read                      - ? ? ? + + + + !
  POST /api/channels/{id}/report                    - ? ? ? + + + + +
  GET /api/channels/{id}/requests                   - ? ? ? ! + + + +
  DELETE /api/channels/{id}/requests                - ? ? ? ? ? ? ? ?
  POST /api/channels/{id}/requests                  - ? ? + = = = = +
  POST /api/channels/{id}/requests/{userId}/approve  - ? ? ? ! + + + +
  POST /api/channels/{id}/requests/{userId}/reject  - ? ? ? ! + + + +
  POST /api/direct                                  - + + + + + + + +
  GET /api/drafts                                   - + + + + + + + +
  GET /api/groups                                   - + + + + + + + +
  POST /api/groups                                  - + + + + + + + +
  DELETE /api/groups/{id}                           - ? ? ! ! ! + ! +
  GET /api/groups/{id}                              - ? ? + + + + + +
  PUT /api/groups/{id}                              - ? ? ! ! + + ! +
  GET /api/groups/{id}/audit                        - ? ? ! ! + + + +
  GET /api/groups/{id}/bans                         - ? ? ! ! + + + +
  DELETE /api/groups/{id}/bans/{userId}             - ? ? ! ! + + + +
  POST /api/groups/{id}/bans/{userId}               - ? ? ! ! + + + +
  GET /api/groups/{id}/channels                     - ? ? + + + + + +
  POST /api/groups/{id}/channels                    - ? ? ! ! + + ! +
  GET /api/groups/{id}/invites                      - ? ? ! ! + + + +
  POST /api/groups/{id}/invites                     - ? ? ! ! + + ! +
  DELETE /api/groups/{id}/invites/{inviteId}        - ? ? ! ! + + + +
  POST /api/groups/{id}/join                        - ? ? + + + + + !
  POST /api/groups/{id}/leave                       - ? ? + + + = + !
  GET /api/groups/{id}/members                      - ? ? + + + + + +
  POST /api/groups/{id}/members                     - ? ? ! ! + + ! +
  DELETE /api/groups/{id}/members/{userId}          - ? ? ! ! + + + +
  PUT /api/groups/{id}/members/{userId}             - ? ? ! ! ! + ! +
  GET /api/groups/{id}/requests                     - ? ? ! ! + + + +
  DELETE /api/groups/{id}/requests                  - ? ? ? ? ? ? ? ?
  POST /api/groups/{id}/requests                    - + ? = = = = = +
  POST /api/groups/{id}/requests/{userId}/approve   - ? ? ! ! + + + +
  POST /api/groups/{id}/requests/{userId}/reject    - ? ? ! ! + + + +
  GET /api/invites                                  - + + + + + + + +
  GET /api/invites/{code}                           - + ! + + + + + +
  POST /api/invites/{code}/accept                   - + ! + + + + + +
  GET /api/messages/search                          - + + + + + + + +
  DELETE /api/messages/{id}                         - ? ? ? ! + + + +
  GET /api/messages/{id}                            - ? ? ? + + + + +
  PATCH /api/messages/{id}                          - ? ? ? ! ! + ! !
  POST /api/messages/{id}/forward                   - ? ? ? + + + + !
  GET /api/messages/{id}/history                    - ? ? ? + + + + +
  DELETE /api/messages/{id}/pin                     - ? ? ? ! + + + +
  PUT /api/messages/{id}/pin                        - ? ? ? ! + + + +
  DELETE /api/messages/{id}/reactions/{emoji}       - ? ? ? + + + + !
  GET /api/messages/{id}/reactions/{emoji}          - ? ? ? + + + + +
  PUT /api/messages/{id}/reactions/{emoji}          - ? ? ? + + + + !
  GET /api/messages/{id}/replies                    - ? ? ? + + + + +
  POST /api/messages/{id}/report                    - ? ? ? + + + + +
  GET /api/rooms                                    - + + + + + + + +
  GET /api/scheduled                                - + + + + + + + +
  DELETE /api/scheduled/{id}                        - ? ? ? ? ? + ? ?
  GET /api/upload                                   - + + + + + + + +
  DELETE /api/upload/{id}                           - ? ? ? ? ? + ? ?
  GET /api/upload/{id}                              - ? ? ? + + + + +
  GET /api/users                                    - + + + + + + + +
  GET /api/users/me/blocks                          - + + + + + + + +
  DELETE /api/users/me/do-not-disturb               - + + + + + + + +
  GET /api/users/me/do-not-disturb                  - + + + + + + + +
  PUT /api/users/me/do-not-disturb                  - + + + + + + + +
  GET /api/users/me/privacy                         - + + + + + + + +
  PUT /api/users/me/privacy                         - + + + + + + + +
  DELETE /api/users/{id}                            - ! ! ! ! ! ! ! +
  PATCH /api/users/{id}                             - ! ! ! ! ! ! ! +
  GET /api/users/me/requests                        - + + + + + + + +
  GET /api/users/{id}                               - + + + + + + + +
  DELETE /api/users/{id}/block                      - + + + + + + + +
  GET /api/users/{id}/presence                      - + + + + + + + +
  PUT /api/users/{id}/block                         - + + + + + + + +
  POST /api/users/{id}/report                       - + + + + + + + +
  GET /api/video-call                               - + + + + + + + +
  POST /api/video-call                              - + + + + + + + +
  GET /api/video-call/{id}                          - ? ? ? + + + + ?
  POST /api/video-call/{id}/accept                  - ? ? ? + + + + ?
  POST /api/video-call/{id}/end                     - ? ? ? + + + + ?
  # it does not ring at the owner, who calls
  POST /api/video-call/{id}/reject                  - ? ? ? + + = + ?
  GET /uploads/{id}                                 - ? ? ? + + + + +
  GET /uploads/{id}/thumbnail                       - ? ? ? + + + + +
`;

export const events = `
  # of nobody stranger banned peer member admin owner moderator root
  broadcast                                         - ? ? ? + + + + !
  send_message                                      - ? ? ? + + + + !
  typing                                            - ? ? ? + + + + !
  typing_start                                      - ? ? ? + + + + !
  typing_stop                                       - ? ? ? + + + + !
  join_channel                                      - ? ? ? + + + + !
  leave_channel                                     - + + + + + + + +
  mark_read                                         - ? ? ? + + + + !
  delivered                                         - ? ? ? + + + + !
  mark_unread                                       - ? ? ? + + + + !
  edit_message                                      - ? ? ? ! ! + ! !
  delete_message                                    - ? ? ? ! + + + +
  react                                             - ? ? ? + + + + !
  unreact                                           - ? ? ? + + + + !
  pin                                               - ? ? ? ! + + + +
  unpin                                             - ? ? ? ! + + + +
  call_invite                                       - ? ? ? + + + + !
  # the owner calls; the others have not answered
  call_accept                                       - ? ? ? + + + + ?
  call_reject                                       - ? ? ? + + = + ?
  call_cancel                                       - ? ? ? ! ! + ! ?
  call_end                                          - ? ? ? + + + + ?
  call_signal                                       - ? ? ? = = + = ?
  call_media                                        - ? ? ? = = + = ?
  presence_set                                      - + + + + + + + +
  presence_subscribe                                - + + + + + + + +
  presence_unsubscribe                              - + + + + + + + +
`;

// About oneself only: whoever is logged in.
export const own = `
  DELETE /api/auth/profile
  DELETE /api/auth/sessions
  DELETE /api/auth/sessions/{id}
  DELETE /api/users/me
  GET /api/auth/2fa
  GET /api/auth/profile
  GET /api/auth/sessions
  GET /api/client/overview
  GET /api/link-preview
  GET /api/users/me
  GET /api/video-call/ice-servers
  PATCH /api/auth/profile
  PATCH /api/users/me
  POST /api/auth/2fa/disable
  POST /api/auth/2fa/enable
  POST /api/auth/2fa/recovery-codes
  POST /api/auth/2fa/setup
  POST /api/auth/logout
  POST /api/auth/password
  POST /api/upload/avatar
  POST /api/upload/file
  POST /api/upload/image
`;
