using System.Diagnostics.Metrics;
using Reconciliation.Storage;

namespace Reconciliation.Engine;

/// <summary>
/// The state of the server of the database and of the work of the night, as the engine that reads it last saw it; nothing in every other.
/// </summary>
public sealed class ServerGauges
{
    public ServerGauges(IMeterFactory factory)
    {
        var meter = factory.Create("Reconciliation.Etat");
        Show(meter, "connexions", "{connexion}", "Connections that are open under the limit that is nearest.", r => r.Connections);
        Show(
            meter, "connexions.max", "{connexion}", "Connections that this limit lets in, those apart that are kept for superusers.",
            r => r.ConnectionsMax);
        Show(
            meter, "connexions.reserves", "{connexion}", "The most connections that the pools of all processes may open under it.",
            r => r.Pools);
        Show(meter, "archive.active", null, "1: the server archives its log; 0: it does not.", r => r.IsArchived ? 1 : 0);
        Show(meter, "archive.echec", null, "1: the last attempt to archive a segment failed; 0: it did not.", r => r.ArchiveFails ? 1 : 0);
        Show(
            meter, "horizon.transactions", null,
            "Age, in transactions, of the oldest that a session, a standby or a prepared transaction still sees.", r => r.Horizon);
        Show(meter, "octets", null, "Size of the database, in bytes.", r => r.Octets);
        meter.CreateObservableGauge(
            "reconciliation.postgres.archive.dernier.timestamp", () => Seconds(Server?.LastArchived), "s",
            "When a segment of the log was archived last, in seconds since 1970.");
        meter.CreateObservableGauge(
            "reconciliation.postgres.lignes_vivantes", () => Rows(t => t.Live), null, "Rows of the large tables.");
        meter.CreateObservableGauge(
            "reconciliation.postgres.lignes_mortes", () => Rows(t => t.Dead), null, "Rows that were replaced or removed, and take room.");
        meter.CreateObservableGauge(
            "reconciliation.entretien.dernier.timestamp", () => Seconds(Maintained is [var last, ..] ? last : null), "s",
            "When the work of the night ended well last, in seconds since 1970.");
    }

    internal ServerReading? Server { get; set; }

    /// <summary>The end of the last maintenance that did all of its work; none: there was none.</summary>
    internal IReadOnlyList<DateTimeOffset>? Maintained { get; set; }

    /// <summary>This engine reads no more.</summary>
    internal void Forget() => (Server, Maintained) = (null, null);

    private void Show(Meter meter, string name, string? unit, string description, Func<ServerReading, long> figure) =>
        meter.CreateObservableGauge(
            "reconciliation.postgres." + name,
            () => Server is { } read ? [new Measurement<long>(figure(read))] : Array.Empty<Measurement<long>>(),
            unit,
            description);

    private IEnumerable<Measurement<long>> Rows(Func<TableRows, long> figure) =>
        Server?.Tables.Select(t => new Measurement<long>(figure(t), new KeyValuePair<string, object?>("table", t.Table))) ?? [];

    private static IEnumerable<Measurement<double>> Seconds(DateTimeOffset? instant) =>
        instant is { } known ? [new(known.ToUnixTimeMilliseconds() / 1000d)] : [];
}
