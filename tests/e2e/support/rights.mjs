// What is expected of each request and each event: a mark for each caller of
// support/place.mjs, in the private place and then in the public one; see
// docs/permissions.md for the rules. `authorization.test.mjs` reads from the
// server's descriptions what must have a line here, and prints what it found
// where that differs.
//   - log in first   ? hidden   ! forbidden   + done   = nothing to do (409)
// A channel's words stand for those of other front ends as well.
//
//   nobody outlaw stranger watcher root banned expelled peer steward
//   muted member admin owner moderator

export const requests = `
  GET /api/admin/actors                              --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/audit                               --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/bans                                --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/channels                            --!!+!!!!!!!!! --!!+!!!!!!!!!
  DELETE /api/admin/channels/{id}                    --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/channels/{id}                       --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/groups                              --!!+!!!!!!!!! --!!+!!!!!!!!!
  DELETE /api/admin/groups/{id}                      --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/groups/{id}                         --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/reports                             --!++!!!!!!!!+ --!++!!!!!!!!+
  GET /api/admin/reports/{id}                        --!++!!!!!!!!+ --!++!!!!!!!!+
  POST /api/admin/reports/{id}/dismiss               --!++!!!!!!!!+ --!++!!!!!!!!+
  POST /api/admin/reports/{id}/resolve               --!++!!!!!!!!+ --!++!!!!!!!!+
  GET /api/admin/statistics                          --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/users                               --!!+!!!!!!!!! --!!+!!!!!!!!!
  DELETE /api/admin/users/{id}                       --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/admin/users/{id}                          --!!+!!!!!!!!! --!!+!!!!!!!!!
  # there is no second factor to take away
  DELETE /api/admin/users/{id}/2fa                   --!!?!!!!!!!!! --!!?!!!!!!!!!
  DELETE /api/admin/users/{id}/ban                   --!!+!!!!!!!!! --!!+!!!!!!!!!
  POST /api/admin/users/{id}/ban                     --!!+!!!!!!!!! --!!+!!!!!!!!!
  POST /api/admin/users/{id}/logout                  --!!+!!!!!!!!! --!!+!!!!!!!!!
  PUT /api/admin/users/{id}/role                     --!!+!!!!!!!!! --!!+!!!!!!!!!
  DELETE /api/channels/{id}                          --??+????!!!+! --??+??!+!!!+!
  GET /api/channels/{id}                             --??+????+++++ --??+??+++++++
  PUT /api/channels/{id}                             --??+????!!++! --??+??!+!!++!
  GET /api/channels/{id}/bans                        --??+????!!+++ --??+??!+!!+++
  DELETE /api/channels/{id}/bans/{userId}            --??+????!!+++ --??+??!+!!+++
  POST /api/channels/{id}/bans/{userId}              --??+????!!+++ --??+??!+!!+++
  DELETE /api/channels/{id}/draft                    --++++++++++++ --++++++++++++
  PUT /api/channels/{id}/draft                       --??!????+++++ --??!??!!+++++
  GET /api/channels/{id}/invites                     --??+????!!+++ --??+??!+!!+++
  POST /api/channels/{id}/invites                    --??+????!!!+! --??+??!++++++
  DELETE /api/channels/{id}/invites/{inviteId}       --??+????!!+++ --??+??!+!!+++
  POST /api/channels/{id}/join                       --??!????+++++ --??!??+++++++
  POST /api/channels/{id}/leave                      --??!????+++++ --??!??!!+++++
  GET /api/channels/{id}/members                     --??+????+++++ --??+??+++++++
  POST /api/channels/{id}/members                    --??+????!!++! --??+??!+!!++!
  DELETE /api/channels/{id}/members/{userId}         --??+????!!+++ --??+??!+!!+++
  PUT /api/channels/{id}/members/{userId}            --??+????!!!+! --??+??!+!!!+!
  GET /api/channels/{id}/messages                    --??+????+++++ --??+??+++++++
  POST /api/channels/{id}/messages                   --??!????!++++ --??!??!!!++++
  GET /api/channels/{id}/mutes                       --??+????!!+++ --??+??!+!!+++
  DELETE /api/channels/{id}/mutes/{userId}           --??+????!!+++ --??+??!+!!+++
  POST /api/channels/{id}/mutes/{userId}             --??+????!!+++ --??+??!+!!+++
  GET /api/channels/{id}/notifications               --???????+++++ --???????+++++
  PUT /api/channels/{id}/notifications               --??!????+++++ --??!??!!+++++
  GET /api/channels/{id}/pins                        --??+????+++++ --??+??+++++++
  POST /api/channels/{id}/read                       --??!????+++++ --??!??!!+++++
  POST /api/channels/{id}/report                     --??+????+++++ --??+??+++++++
  # nobody has asked
  DELETE /api/channels/{id}/requests                 --???????????? --????????????
  GET /api/channels/{id}/requests                    --??+????!!+++ --??+??!+!!+++
  POST /api/channels/{id}/requests                   --??+??++===== --??=??=======
  POST /api/channels/{id}/requests/{userId}/approve  --??+????!!+++ --??+??!+!!+++
  POST /api/channels/{id}/requests/{userId}/reject   --??+????!!+++ --??+??!+!!+++
  POST /api/direct                                   --++++++++++++ --++++++++++++
  GET /api/drafts                                    --++++++++++++ --++++++++++++
  GET /api/groups                                    --++++++++++++ --++++++++++++
  POST /api/groups                                   --++++++++++++ --++++++++++++
  DELETE /api/groups/{id}                            --??+?!!!!!!+! --!!+?!!!!!!+!
  GET /api/groups/{id}                               --??+?++++++++ --+++?++++++++
  PUT /api/groups/{id}                               --??+?!!+!!!+! --!!+?!!+!!!+!
  GET /api/groups/{id}/audit                         --??+?!!+!!!++ --!!+?!!+!!!++
  GET /api/groups/{id}/bans                          --??+?!!+!!!++ --!!+?!!+!!!++
  DELETE /api/groups/{id}/bans/{userId}              --??+?!!+!!!++ --!!+?!!+!!!++
  POST /api/groups/{id}/bans/{userId}                --??+?!!+!!!++ --!!+?!!+!!!++
  GET /api/groups/{id}/channels                      --??+?++++++++ --+++?++++++++
  POST /api/groups/{id}/channels                     --??+?!!+!!!+! --!!+?!!+!!!+!
  GET /api/groups/{id}/invites                       --??+?!!+!!!++ --!!+?!!+!!!++
  POST /api/groups/{id}/invites                      --??+?!!+!!!+! --!!+?++++++++
  DELETE /api/groups/{id}/invites/{inviteId}         --??+?!!+!!!++ --!!+?!!+!!!++
  POST /api/groups/{id}/join                         --??!?++++++++ --+++?++++++++
  POST /api/groups/{id}/leave                        --??!?++++++=+ --!!!?++++++=+
  GET /api/groups/{id}/members                       --??+?++++++++ --+++?++++++++
  POST /api/groups/{id}/members                      --??+?!!+!!!+! --!!+?!!+!!!+!
  DELETE /api/groups/{id}/members/{userId}           --??+?!!+!!!++ --!!+?!!+!!!++
  PUT /api/groups/{id}/members/{userId}              --??+?!!!!!!+! --!!+?!!!!!!+!
  DELETE /api/groups/{id}/requests                   --???????????? --????????????
  GET /api/groups/{id}/requests                      --??+?!!+!!!++ --!!+?!!+!!!++
  POST /api/groups/{id}/requests                     --+++?======== --===?========
  POST /api/groups/{id}/requests/{userId}/approve    --??+?!!+!!!++ --!!+?!!+!!!++
  POST /api/groups/{id}/requests/{userId}/reject     --??+?!!+!!!++ --!!+?!!+!!!++
  GET /api/invites/{code}                            --+++!++++++++ --+++!++++++++
  GET /api/invites                                   --++++++++++++ --++++++++++++
  POST /api/invites/{code}/accept                    --+++!++++++++ --+++!++++++++
  GET /api/messages/search                           --++++++++++++ --++++++++++++
  DELETE /api/messages/{id}                          --??+????!!+++ --??+??!+!!+++
  GET /api/messages/{id}                             --??+????+++++ --??+??+++++++
  PATCH /api/messages/{id}                           --??!????!!!+! --??!??!!!!!+!
  POST /api/messages/{id}/forward                    --??!????!++++ --??!??!!!++++
  GET /api/messages/{id}/history                     --??+????+++++ --??+??+++++++
  DELETE /api/messages/{id}/pin                      --??+????!!+++ --??+??!+!!+++
  PUT /api/messages/{id}/pin                         --??+????!!+++ --??+??!+!!+++
  DELETE /api/messages/{id}/reactions/{emoji}        --??!????!++++ --??!??!!!++++
  GET /api/messages/{id}/reactions/{emoji}           --??+????+++++ --??+??+++++++
  PUT /api/messages/{id}/reactions/{emoji}           --??!????!++++ --??!??!!!++++
  GET /api/messages/{id}/replies                     --??+????+++++ --??+??+++++++
  POST /api/messages/{id}/report                     --??+????+++++ --??+??+++++++
  GET /api/rooms                                     --++++++++++++ --++++++++++++
  GET /api/scheduled                                 --++++++++++++ --++++++++++++
  DELETE /api/scheduled/{id}                         --??????????+? --??????????+?
  GET /api/upload                                    --++++++++++++ --++++++++++++
  DELETE /api/upload/{id}                            --??????????+? --??????????+?
  GET /api/upload/{id}                               --??+????+++++ --??+??+++++++
  GET /api/users                                     --++++++++++++ --++++++++++++
  GET /api/users/me/blocks                           --++++++++++++ --++++++++++++
  DELETE /api/users/me/do-not-disturb                --++++++++++++ --++++++++++++
  GET /api/users/me/do-not-disturb                   --++++++++++++ --++++++++++++
  PUT /api/users/me/do-not-disturb                   --++++++++++++ --++++++++++++
  GET /api/users/me/privacy                          --++++++++++++ --++++++++++++
  PUT /api/users/me/privacy                          --++++++++++++ --++++++++++++
  DELETE /api/users/{id}                             --!!+!!!!!!!!! --!!+!!!!!!!!!
  PATCH /api/users/{id}                              --!!+!!!!!!!!! --!!+!!!!!!!!!
  GET /api/users/{id}                                --++++++++++++ --++++++++++++
  DELETE /api/users/{id}/block                       --++++++++++++ --++++++++++++
  GET /api/users/{id}/presence                       --++++++++++++ --++++++++++++
  PUT /api/users/{id}/block                          --++++++++++++ --++++++++++++
  POST /api/users/{id}/report                        --++++++++++++ --++++++++++++
  GET /api/video-call                                --++++++++++++ --++++++++++++
  POST /api/video-call                               --++++++++++++ --++++++++++++
  GET /api/video-call/{id}                           --???????+++++ --???????+++++
  POST /api/video-call/{id}/accept                   --???????+++++ --???????+++++
  POST /api/video-call/{id}/end                      --???????+++++ --???????+++++
  # it does not ring at the owner, who calls
  POST /api/video-call/{id}/reject                   --???????+++=+ --???????+++=+
  GET /uploads/{id}                                  --??+????+++++ --??+??+++++++
  GET /uploads/{id}/thumbnail                        --??+????+++++ --??+??+++++++
`;

export const events = `
  # a feed of one's own rooms: all others are not found
  GET /events                                        --???????+++++ --???????+++++
  broadcast                                          --??!????!++++ --??!??!!!++++
  send_message                                       --??!????!++++ --??!??!!!++++
  typing                                             --??!????!++++ --??!??!!!++++
  typing_start                                       --??!????!++++ --??!??!!!++++
  typing_stop                                        --??!????!++++ --??!??!!!++++
  join_channel                                       --??!????+++++ --??!??+++++++
  leave_channel                                      --++++++++++++ --++++++++++++
  mark_read                                          --??!????+++++ --??!??!!+++++
  delivered                                          --??!????+++++ --??!??!!+++++
  mark_unread                                        --??!????+++++ --??!??!!+++++
  edit_message                                       --??!????!!!+! --??!??!!!!!+!
  delete_message                                     --??+????!!+++ --??+??!+!!+++
  react                                              --??!????!++++ --??!??!!!++++
  unreact                                            --??!????!++++ --??!??!!!++++
  pin                                                --??+????!!+++ --??+??!+!!+++
  unpin                                              --??+????!!+++ --??+??!+!!+++
  call_invite                                        --??!????!++++ --??!??!!!++++
  # the owner calls; the others have not answered
  call_accept                                        --???????+++++ --???????+++++
  call_reject                                        --???????+++=+ --???????+++=+
  call_cancel                                        --???????!!!+! --???????!!!+!
  call_end                                           --???????+++++ --???????+++++
  call_signal                                        --???????===+= --???????===+=
  call_media                                         --???????===+= --???????===+=
  presence_set                                       --++++++++++++ --++++++++++++
  presence_subscribe                                 --++++++++++++ --++++++++++++
  presence_unsubscribe                               --++++++++++++ --++++++++++++
`;

// About oneself only: whoever is logged in, to whom this is answered when they
// say their password and nothing else.
export const own = `
  DELETE /api/auth/profile                   204
  DELETE /api/auth/sessions                  204
  DELETE /api/auth/sessions/{id}             404
  DELETE /api/users/me                       204
  GET /api/auth/2fa                          200
  GET /api/auth/profile                      200
  GET /api/auth/sessions                     200
  GET /api/link-preview                      501
  GET /api/client/overview                   200
  GET /api/users/me                          200
  GET /api/users/me/requests                 200
  GET /api/video-call/ice-servers            200
  PATCH /api/auth/profile                    400
  PATCH /api/users/me                        400
  POST /api/auth/2fa/disable                 400
  POST /api/auth/2fa/enable                  400
  POST /api/auth/2fa/recovery-codes          400
  POST /api/auth/2fa/setup                   200
  POST /api/auth/logout                      200
  POST /api/auth/password                    400
  POST /api/upload/avatar                    415
  POST /api/upload/file                      415
  POST /api/upload/image                     415
`;

// Open to anybody, to whom this is answered when they say nothing. (To verify
// takes a token of its own or a user's.)
export const open = `
  GET /.well-known/jwks.json                 200
  GET /api/health                            200
  GET /asyncapi.json                         200
  GET /health                                200
  GET /metrics                               200
  GET /openapi.json                          200
  GET /openapi.yaml                          200
  POST /api/auth/forgot-password             400
  POST /api/auth/login                       400
  POST /api/auth/refresh                     400
  POST /api/auth/register                    400
  POST /api/auth/reset-password              400
  POST /api/auth/verify-email                401
`;
