#include <microhttpd.h>

/* Swift does not import variadic functions: one thread of its own on a socket that listens already, which it closes. */
static inline struct MHD_Daemon *sluice_mhd_start(
    int socket, MHD_AccessHandlerCallback handler, void *context, unsigned connections, unsigned seconds) {
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handler, context, MHD_OPTION_LISTEN_SOCKET, socket,
      MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT, seconds, MHD_OPTION_END);
}
