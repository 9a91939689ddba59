// Shows how many colleagues look at the portal now, and says when one of them adds an appointment to the day shown.
const watching = document.getElementById("watching");
const changed = document.getElementById("changed");
const { date } = document.querySelector("script[data-date]").dataset;
const RETRY_MS = 3000;

function say(count) {
  const others = count - 1;
  watching.textContent =
    others < 1 ? "" : others === 1 ? " · 1 collègue connecté" : ` · ${others} collègues connectés`;
}

function connect() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "presence") say(message.watching);
    if (message.type === "appointment" && message.date === date) changed.hidden = false;
  });
  socket.addEventListener("close", () => {
    watching.textContent = "";
    setTimeout(connect, RETRY_MS);
  });
}
connect();
