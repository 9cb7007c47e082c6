/**
 * Preloaded into every child process of the demo (`node --import`): when the parent is gone, even killed outright, the channel to
 * it closes and the child ends too, so no port stays taken.
 */
const patienceMs = 30_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), patienceMs).unref();
});
// Watching the channel must not keep a process alive that has nothing left to do.
process.channel?.unref();
