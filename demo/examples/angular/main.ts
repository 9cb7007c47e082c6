// Compiles the template in the browser, so that Vite is all this example needs; `ng build` does it ahead of time and needs no such line.
import '@angular/compiler';
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import 'connection-config';
import type { ConnectionConnectedEvent } from 'connection-config';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <connection-config
      [baseUrl]="baseUrl"
      integration="sync"
      config-var="erp"
      [getSession]="getSession"
      (connection-connected)="onConnected($event)"
    ></connection-config>
    <p id="told">{{ told() }}</p>
  `,
})
class App {
  readonly baseUrl = import.meta.env['VITE_CONNECTIONS_URL'];
  readonly told = signal('');
  // Your backend asks the connection server for a session of whoever is signed in here.
  readonly getSession = () => fetch('/session', { method: 'POST' }).then((response) => response.text());

  onConnected({ detail }: ConnectionConnectedEvent): void {
    this.told.set(`${detail.configVar} is connected`);
  }
}

void bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
