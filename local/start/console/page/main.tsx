import './style/base.css';
import 'uplot/dist/uPlot.min.css';
import './style/chain.css';
import './style/panel.css';
import './style/views.css';
import './style/post-mortem.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { Connection } from './connection.ts';

const place = document.getElementById('console');
if (place !== null) render(<App connection={new Connection('/local/console/feed')} />, place);
