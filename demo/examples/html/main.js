import 'connection-config';

const tag = document.querySelector('connection-config');
tag.baseUrl = import.meta.env.VITE_CONNECTIONS_URL;
// Your backend asks the connection server for a session of whoever is signed in here.
tag.getSession = () => fetch('/session', { method: 'POST' }).then((response) => response.text());
tag.addEventListener('connection-connected', ({ detail }) => {
  document.querySelector('#told').textContent = `${detail.configVar} is connected`;
});
