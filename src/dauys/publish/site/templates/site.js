// Freshness, and nothing else: one tiny file is asked whether there is something new, and the reader decides when to see it.
(() => {
  const { latest, news, show } = document.body.dataset;
  let seen = null, wait = 60;
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(latest, { cache: "no-cache" });
        if (!answer.ok) throw new Error(answer.status);
        const { snapshot } = await answer.json();
        if (seen !== null && snapshot > seen) tell();
        else seen = snapshot;
        wait = 60;
      } catch { wait = Math.min(wait * 2, 900); }
    }
    setTimeout(ask, wait * 1000 * (0.8 + Math.random() * 0.4));
  };
  const tell = () => {
    if (document.querySelector(".news")) return;
    const bar = document.createElement("p"), link = document.createElement("a");
    bar.className = "news";
    bar.setAttribute("role", "status");
    link.href = location.href;
    link.textContent = show;
    link.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
    bar.append(news + " ", link);
    document.body.append(bar);
  };
  if (location.protocol.startsWith("http")) ask();
})();
