using System.Globalization;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>Adds up what a member was paid, by month and by situation, from the views of the soins; amounts in euros.</summary>
/// <param name="source">The database.</param>
/// <param name="streams">The streams.</param>
public sealed class SyntheseQueries(NpgsqlDataSource source, PaymentStreams streams)
{
    // The sums are of the views: they add up the amounts that a member is told soin by soin.
    private const string Soins = """
        SELECT date_soin, situation, vue, vue_octets FROM soin
        WHERE adherent_id = $1 AND remplace_par IS NULL AND date_soin BETWEEN $2 AND $3
        UNION ALL
        SELECT date_soin, situation, vue, vue_octets FROM soin
        WHERE autres_adherents @> ARRAY[$1] AND adherent_id <> $1 AND remplace_par IS NULL AND date_soin BETWEEN $2 AND $3
        """;

    private const string Waiting = """
        SELECT count(*) OVER ()::int, (sum(montant) OVER ())::bigint, ligne, nature, beneficiaire_id, date_soin, montant, paye_le
        FROM ligne_non_rattachee
        WHERE adherent_id = $1 AND date_soin BETWEEN $2 AND $3
        ORDER BY date_soin DESC, ligne
        LIMIT $4
        """;

    /// <summary>The synthèse of a member.</summary>
    /// <param name="adherentId">The member.</param>
    /// <param name="fromDay">The first day of care.</param>
    /// <param name="toDay">The last day of care.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Synthese> ReadAsync(string adherentId, DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        var parts = await ReadSoinsAsync(adherentId, fromDay, toDay, cancellationToken);
        return new()
        {
            AdherentId = adherentId,
            Du = fromDay,
            Au = toDay,
            Total = Somme(parts),
            Situations = BySituation(parts),
            Mois = [.. parts.GroupBy(p => p.Mois).OrderByDescending(m => m.Key).Select(
                m => new TotauxDeMois(m.Key.ToString("yyyy-MM", CultureInfo.InvariantCulture), Somme(m), BySituation(m)))],
            NonRattachees = await ReadNonRattacheesAsync(adherentId, fromDay, toDay, cancellationToken),
        };
    }

    private async Task<List<SyntheseRow>> ReadSoinsAsync(
        string adherentId, DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Soins);
        command.Parameters.Add(new() { Value = adherentId });
        command.Parameters.Add(new() { Value = fromDay });
        command.Parameters.Add(new() { Value = toDay });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAllAsync(
            r => new SyntheseRow(
                FirstOfMonth(r.GetFieldValue<DateOnly>(0)), (Contracts.Situation)r.GetInt16(1), TotalOf(RowReaders.Record(r, 2, 3))),
            cancellationToken);

        static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

        static Totaux TotalOf(byte[] vue)
        {
            var total = StoredJson.ReadVue(vue).MontantTotal;
            return new(1, total.Valeur, total.Retenues, total.Net, total.AuCompte, total.AuProfessionnel);
        }
    }

    private async Task<NonRattachees> ReadNonRattacheesAsync(
        string adherentId, DateOnly fromDay, DateOnly toDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Waiting);
        command.Parameters.Add(new() { Value = adherentId });
        command.Parameters.Add(new() { Value = fromDay });
        command.Parameters.Add(new() { Value = toDay });
        command.Parameters.Add(new() { Value = Limites.NonRattacheesMax });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lignes =
            await reader.ReadAllAsync(r => (Count: r.GetInt32(0), Somme: r.GetInt64(1), Ligne: WaitingLigne(r)), cancellationToken);
        return lignes.Count == 0
            ? new(0, Montant.Zero.Euros, [])
            : new(lignes[0].Count, new Montant(lignes[0].Somme).Euros, [.. lignes.Select(l => l.Ligne)]);
    }

    private LigneNonRattachee WaitingLigne(NpgsqlDataReader r)
    {
        var id = RowReaders.Identity(r.GetString(2), r.GetString(4), streams.Parts);
        return new(
            new(id.Part.Code),
            id.Source,
            LigneMapper.ToReference(id.Reference),
            (Contracts.Nature)r.GetInt16(3),
            r.GetString(4),
            r.GetFieldValue<DateOnly>(5),
            new Montant(r.GetInt64(6)).Euros,
            r.GetFieldValue<DateOnly>(7));
    }

    private static List<TotauxDeSituation> BySituation(IEnumerable<SyntheseRow> slices) =>
    [
        .. slices.GroupBy(t => t.Situation)
            .OrderBy(s => SituationPrecedence.RankOf((Domain.Situation)s.Key))
            .Select(s => new TotauxDeSituation(s.Key, Somme(s))),
    ];

    // Every amount of a view has two decimals, and so has their sum; that of nothing is given them.
    private static Totaux Somme(IEnumerable<SyntheseRow> slices) => slices.Aggregate(
        new Totaux(0, 0.00m, 0.00m, 0.00m, 0.00m, 0.00m),
        (sum, t) => new(
            sum.Nombre + t.Total.Nombre,
            sum.Valeur + t.Total.Valeur,
            sum.Retenues + t.Total.Retenues,
            sum.Net + t.Total.Net,
            sum.AuCompte + t.Total.AuCompte,
            sum.AuProfessionnel + t.Total.AuProfessionnel));

    private sealed record SyntheseRow(DateOnly Mois, Contracts.Situation Situation, Totaux Total);
}
