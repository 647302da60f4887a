// Before any page: a browser whose push service is the test's. Real ones are not on this machine.
(() => {
  const kept = "test.subscription";
  const given = () => {
    const text = localStorage.getItem(kept);
    if (text === null) return null;
    const told = JSON.parse(text);
    return { options: { applicationServerKey: null }, toJSON: () => told, unsubscribe: async () => true };
  };
  PushManager.prototype.getSubscription = async () => given();
  PushManager.prototype.subscribe = async () => {
    const told = await window.subscribeAtTheService();
    localStorage.setItem(kept, JSON.stringify(told));
    return given();
  };
})();
