using System.Data;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What the world was told of a soin.</summary>
/// <param name="SoinId">The soin.</param>
/// <param name="BeneficiaireId">The beneficiary.</param>
/// <param name="Version">The last version.</param>
/// <param name="Vue">Its view, as JSON.</param>
/// <param name="EcritsLe">When each version was written, from the first on.</param>
/// <param name="Precedentes">The situation before each version, as a number; null before the first.</param>
public sealed record SoinPublie(
    Guid SoinId, string BeneficiaireId, int Version, string Vue, IReadOnlyList<DateTimeOffset> EcritsLe, IReadOnlyList<short?> Precedentes);

/// <summary>A stored soin, all its columns, with what the journal says of it.</summary>
public sealed record SoinControle
{
    public required Guid SoinId { get; init; }

    public required Journee Journee { get; init; }

    public required string AdherentId { get; init; }

    public required IReadOnlyList<string> AutresAdherents { get; init; }

    public required int Version { get; init; }

    public required Situation Situation { get; init; }

    public required Guid? RemplacePar { get; init; }

    public required DateTimeOffset MisAJourLe { get; init; }

    /// <summary>The stored view, as JSON.</summary>
    public required string Vue { get; init; }

    /// <summary>How many versions the journal holds.</summary>
    public required int Entrees { get; init; }

    public required int? DerniereVersion { get; init; }

    /// <summary>Whether they count from one without a gap, and each view is of its own soin and version.</summary>
    public required bool VersionsContinues { get; init; }

    /// <summary>The last view of the journal.</summary>
    public required string? DerniereVue { get; init; }
}

/// <summary>Lines that share stream, source and day of reception.</summary>
/// <param name="Part">The stream.</param>
/// <param name="Source">The source.</param>
/// <param name="Jour">The day in Europe/Paris on which they were received.</param>
public readonly record struct CleDeTotal(Part Part, string Source, DateOnly Jour);

/// <summary>Everything stored of some journées, as one snapshot saw it.</summary>
/// <param name="Etat">The facts and the views, of the journées tied to these too.</param>
/// <param name="Soins">The stored soins.</param>
/// <param name="NonRattachees">What is noted as unattached: the identity of each line, and its cents.</param>
/// <param name="Sommes">The lines of the journées asked for, as their columns add up.</param>
/// <param name="MalReliees">Of the journées asked for, those that their lines tie to one that is not noted.</param>
public sealed record EtatControle(
    EtatConnu Etat,
    IReadOnlyList<SoinControle> Soins,
    IReadOnlyDictionary<string, long> NonRattachees,
    IReadOnlyDictionary<CleDeTotal, (long Nombre, long Centimes)> Sommes,
    IReadOnlySet<Journee> MalReliees);

/// <summary>
/// Reads journées to check them: in a snapshot, so that what an engine commits meanwhile is seen whole or not at all, and without a lock,
/// so that no engine waits.
/// </summary>
public static class Instantane
{
    /// <summary>Reads some journées and those that are tied to them, as their lines say and whatever is noted.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées.</param>
    /// <param name="passesMax">How often the set may grow.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EtatControle> LireAsync(
        NpgsqlDataSource source, IReadOnlyCollection<Journee> journees, int passesMax, CancellationToken cancellationToken)
    {
        await using var connexion = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connexion.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (toutes, malReliees) = (journees.ToHashSet(), new HashSet<Journee>());
        EtatConnu etat;
        for (var passe = 0; ; passe++)
        {
            (etat, var manquants) = await EtatAsync(connexion, toutes, cancellationToken);
            malReliees.UnionWith(manquants.Select(l => l.De));
            var liees = etat.Liees.Concat(manquants.Select(l => l.A)).Where(j => !toutes.Contains(j)).ToList();
            if (passe >= passesMax || liees.Count == 0)
            {
                break;
            }

            toutes.UnionWith(liees);
        }

        malReliees.IntersectWith(journees);
        await using var lot = new NpgsqlBatch(connexion);
        Ajouter(lot, SqlDeControle.LireSoinsControles, toutes);
        Ajouter(lot, SqlDeControle.LireNonRattachees, toutes);
        Ajouter(lot, SqlDeControle.SommerLignes, journees);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        var soins = await lecteur.ToutAsync(Lecteurs.SoinControle, cancellationToken);
        var nonRattachees = await lecteur.ToutAsync(r => (Ligne: r.GetString(0), Centimes: r.GetInt64(1)), cancellationToken);
        var sommes = await lecteur.ToutAsync(r => (Cle: Cle(r), Nombre: r.GetInt64(3), Centimes: r.GetInt64(4)), cancellationToken);
        return new(
            etat,
            soins,
            nonRattachees.ToDictionary(n => n.Ligne, n => n.Centimes),
            sommes.ToDictionary(s => s.Cle, s => (s.Nombre, s.Centimes)),
            malReliees);
    }

    internal static CleDeTotal Cle(NpgsqlDataReader r) => new((Part)r.GetInt16(0), r.GetString(1), r.GetFieldValue<DateOnly>(2));

    private static async Task<(EtatConnu Etat, List<(Journee De, Journee A)> Manquants)> EtatAsync(
        NpgsqlConnection connexion, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        await using var lot = new NpgsqlBatch(connexion);
        LectureDEtat.Demander(lot, [.. journees.Select(j => j.BeneficiaireId)], [.. journees.Select(j => j.DateSoin)]);
        Ajouter(lot, SqlDesLiens.LiensManquants, journees);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        var etat = await LectureDEtat.LireAsync(lecteur, cancellationToken);
        return (etat, await lecteur.ToutAsync(r => (Lecteurs.Journee(r), new Journee(r.GetString(2), r.GetFieldValue<DateOnly>(3))), cancellationToken));
    }

    private static void Ajouter(NpgsqlBatch lot, string sql, IReadOnlyCollection<Journee> journees) => lot.Ajouter(sql)
        .Avec(NpgsqlDbType.Text, [.. journees.Select(j => j.BeneficiaireId)])
        .Avec(NpgsqlDbType.Date, [.. journees.Select(j => j.DateSoin)]);
}
