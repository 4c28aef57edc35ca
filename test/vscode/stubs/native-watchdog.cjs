// Instead of @vscode/native-watchdog's compiled add-on, which npm does not have: ends this process some time after its parent.
const EVERY_MS = 1000;
const GRACE_MS = 6000;

exports.start = (parent) => {
  const look = () => {
    try {
      process.kill(parent, 0);
    } catch {
      setTimeout(() => process.exit(87), GRACE_MS).unref();
    }
  };
  setInterval(look, EVERY_MS).unref();
};
exports.exit = (code) => process.exit(code ?? 0);
