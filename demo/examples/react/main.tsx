import { ConnectionConfig } from 'connection-config/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

// Your backend asks the connection server for a session of whoever is signed in here.
const getSession = () => fetch('/session', { method: 'POST' }).then((response) => response.text());

function App() {
  const [told, setTold] = useState('');
  return (
    <>
      <ConnectionConfig
        baseUrl={import.meta.env.VITE_CONNECTIONS_URL}
        integration="sync"
        configVar="erp"
        getSession={getSession}
        onConnectionConnected={({ detail }) => setTold(`${detail.configVar} is connected`)}
      />
      <p id="told">{told}</p>
    </>
  );
}

createRoot(document.getElementById('app')!).render(<App />);
