using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Situation = Reconciliation.Domain.Situation;

namespace Reconciliation.Storage;

/// <summary>A view as stored.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="DateSoin">The day of care.</param>
/// <param name="Version">The version.</param>
/// <param name="Vue">The view, as JSON.</param>
/// <param name="AdherentIds">The members concerned.</param>
/// <param name="RemplacePar">The soin that took its lines, if one did.</param>
/// <param name="BeneficiaireId">The beneficiary of the care.</param>
public sealed record VueStockee(
    Guid SoinId, DateOnly DateSoin, int Version, string Vue, IReadOnlyList<string> AdherentIds, Guid? RemplacePar, string BeneficiaireId)
{
    /// <summary>The journée of the soin.</summary>
    public Journee Journee => new(BeneficiaireId, DateSoin);
}

/// <summary>Which views of a member to read.</summary>
/// <param name="AdherentId">The member.</param>
/// <param name="Du">The first day of care, or any.</param>
/// <param name="Au">The last day of care, or any.</param>
/// <param name="Situations">The situations, or any where empty.</param>
/// <param name="Apres">The last view of the page before.</param>
/// <param name="Limite">The most views.</param>
public sealed record RequeteSoins(
    string AdherentId, DateOnly? Du, DateOnly? Au, IReadOnlyList<Situation> Situations, (DateOnly DateSoin, Guid SoinId)? Apres, int Limite);

/// <summary>Read queries for API and console.</summary>
/// <param name="source">The database.</param>
public sealed class Lectures(NpgsqlDataSource source)
{
    private const string Colonnes = "soin_id, date_soin, version, vue, array_prepend(adherent_id, autres_adherents) AS adherents, remplace_par, beneficiaire_id";

    // Two index ranges in the order of the page instead of one OR, which would read all soins of the member to sort them.
    private static readonly string ParAdherent = $"""
        SELECT * FROM (
            ({Branche("adherent_id = $1")})
            UNION ALL
            ({Branche("autres_adherents @> ARRAY[$1] AND adherent_id <> $1")})) AS soins
        ORDER BY date_soin DESC, soin_id DESC
        LIMIT $7
        """;

    /// <summary>Views of a member, newest care first; also those of a child that two members cover.</summary>
    /// <param name="requete">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<VueStockee>> SoinsAsync(RequeteSoins requete, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(ParAdherent);
        commande.Parameters.Add(new() { Value = requete.AdherentId });
        commande.Parameters.Add(new() { Value = requete.Du ?? DateOnly.MinValue });
        commande.Parameters.Add(new() { Value = requete.Au ?? DateOnly.MaxValue });
        commande.Parameters.Add(new() { Value = requete.Situations.Select(s => (short)s).ToArray() });
        commande.Parameters.Add(new() { Value = requete.Apres?.DateSoin ?? DateOnly.MaxValue });
        commande.Parameters.Add(new() { Value = requete.Apres?.SoinId ?? Guid.AllBitsSet });
        commande.Parameters.Add(new() { Value = requete.Limite });
        return await ToutAsync(commande, cancellationToken);
    }

    /// <summary>The last view of a soin; null if there is no such soin.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<VueStockee?> SoinAsync(Guid soinId, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand($"SELECT {Colonnes} FROM soin WHERE soin_id = $1");
        commande.Parameters.Add(new() { Value = soinId });
        return (await ToutAsync(commande, cancellationToken)).FirstOrDefault();
    }

    /// <summary>What made a soin what it is since a version: of each later version its number, instant and cause, as JSON, oldest first.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="depuis">The version.</param>
    /// <param name="limite">The most versions; the newest ones.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> ChangementsAsync(Guid soinId, int depuis, int limite, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(
            "SELECT version, ecrit_le, cause FROM journal WHERE soin_id = $1 AND version > $2 ORDER BY version DESC LIMIT $3");
        commande.Parameters.Add(new() { Value = soinId });
        commande.Parameters.Add(new() { Value = depuis });
        commande.Parameters.Add(new() { Value = limite });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var changements = await lecteur.ToutAsync(
            r => $"{{\"version\":{r.GetInt32(0)},\"ecritLe\":\"{InstantUtcConverter.Format(r.GetFieldValue<DateTimeOffset>(1))}\",\"cause\":{r.GetString(2)}}}",
            cancellationToken);
        return [.. changements.AsEnumerable().Reverse()];
    }

    /// <summary>The view of a soin as it stood at an instant; null if there was no such soin then.</summary>
    /// <param name="soinId">The soin.</param>
    /// <param name="le">The instant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<VueStockee?> SoinAsync(Guid soinId, DateTimeOffset le, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand("""
            SELECT soin_id, (vue->>'dateSoin')::date, version, vue, array_prepend(adherent_id, autres_adherents), (vue->>'remplacePar')::uuid,
                   beneficiaire_id
            FROM journal WHERE soin_id = $1 AND ecrit_le <= $2 ORDER BY version DESC LIMIT 1
            """);
        commande.Parameters.Add(new() { Value = soinId });
        commande.Parameters.Add(new() { Value = le.ToUniversalTime() });
        return (await ToutAsync(commande, cancellationToken)).FirstOrDefault();
    }

    private static string Branche(string condition) => $"""
        SELECT {Colonnes} FROM soin
        WHERE {condition} AND remplace_par IS NULL AND date_soin BETWEEN $2 AND $3
          AND (cardinality($4::smallint[]) = 0 OR situation = ANY ($4)) AND (date_soin, soin_id) < ($5, $6)
        ORDER BY date_soin DESC, soin_id DESC
        LIMIT $7
        """;

    private static async Task<List<VueStockee>> ToutAsync(NpgsqlCommand commande, CancellationToken cancellationToken)
    {
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var vues = new List<VueStockee>();
        while (await lecteur.ReadAsync(cancellationToken))
        {
            vues.Add(new(
                lecteur.GetGuid(0),
                lecteur.GetFieldValue<DateOnly>(1),
                lecteur.GetInt32(2),
                lecteur.GetString(3),
                lecteur.GetFieldValue<string[]>(4),
                lecteur.IsDBNull(5) ? null : lecteur.GetGuid(5),
                lecteur.GetString(6)));
        }

        return vues;
    }
}
