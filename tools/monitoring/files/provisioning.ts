/** Where Grafana finds the dashboards, beside its provisioning: `monitoring/grafana` is laid out like Grafana's own folder. */
const DASHBOARDS = '/etc/grafana/dashboards';

/** Grafana's provisioning of the data source. Its address is that of a Prometheus on the same machine. */
export const DATA_SOURCES = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Cairn',
      uid: 'cairn',
      type: 'prometheus',
      access: 'proxy',
      // Grafana replaces variables of its environment.
      url: '$CAIRN_PROMETHEUS_URL',
      jsonData: { timeInterval: '15s' },
    },
  ],
};

/** Grafana's provisioning of the dashboards: whoever edits one in Grafana saves it under another name. */
export const DASHBOARD_PROVIDERS = {
  apiVersion: 1,
  providers: [{ name: 'cairn', folder: 'Cairn', type: 'file', allowUiUpdates: false, options: { path: DASHBOARDS } }],
};
