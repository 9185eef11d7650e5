using System.Text.Json;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A version of a soin, and what caused it.</summary>
/// <param name="Version">The version.</param>
/// <param name="EcritLe">When it was written.</param>
/// <param name="SituationPrecedente">The situation before; null at the first version.</param>
/// <param name="Cause">What caused it, as JSON: whatever the engine wrote.</param>
/// <param name="Vue">The view, as JSON.</param>
/// <param name="AdherentIds">The members whom it concerned.</param>
public sealed record VersionStockee(
    int Version, DateTimeOffset EcritLe, Domain.Situation? SituationPrecedente, string Cause, string Vue, IReadOnlyList<string> AdherentIds)
{
    /// <summary>The version as others than agents see it: that an agent decided, not which, nor why.</summary>
    public VersionStockee SansAgent() => JsonSerializer.Deserialize(Cause, ContratsJson.Lisible.CauseDeVersion) is { Decision: { } decision } cause
        ? this with { Cause = JsonSerializer.Serialize(cause with { Decision = DecisionEnCause.SansAgent(decision) }, ContratsJson.Lisible.CauseDeVersion) }
        : this;

    /// <summary>The version as JSON, without parsing what it is made of.</summary>
    public string EnJson() =>
        $"{{\"version\":{Version},\"ecritLe\":\"{InstantUtcConverter.Format(EcritLe)}\","
        + $"\"situationPrecedente\":{EntreePubliee.EnJson(SituationPrecedente)},\"cause\":{Cause},\"vue\":{Vue}}}";
}

/// <summary>Reads what was published of one soin, version by version.</summary>
/// <param name="source">The database.</param>
public sealed class Historique(NpgsqlDataSource source)
{
    /// <summary>Versions, the oldest first.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="apres">The version after which to read.</param>
    /// <param name="adherentId">The member whom a version must concern; null: any.</param>
    /// <param name="limite">The most versions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<VersionStockee>> VersionsAsync(
        Guid soinId, long apres, string? adherentId, int limite, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(SqlDuJournal.LireVersions);
        commande.Parameters.Add(new() { Value = soinId });
        commande.Parameters.Add(new() { Value = apres });
        commande.Parameters.Add(new() { Value = (object?)adherentId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        commande.Parameters.Add(new() { Value = limite });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(
            r => new VersionStockee(
                r.GetInt32(0),
                r.GetFieldValue<DateTimeOffset>(1),
                r.IsDBNull(2) ? null : (Domain.Situation)r.GetInt16(2),
                r.GetString(3),
                r.GetString(4),
                r.GetFieldValue<string[]>(5)),
            cancellationToken);
    }
}
