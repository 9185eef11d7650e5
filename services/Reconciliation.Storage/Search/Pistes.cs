using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>A place on a track: what is found next comes after it.</summary>
/// <param name="Jour">The day of care.</param>
/// <param name="Cents">The amount.</param>
/// <param name="Position">The position of a line.</param>
/// <param name="SoinId">The id of a soin.</param>
public readonly record struct Repere(DateOnly Jour, long Cents, long Position, Guid SoinId)
{
    /// <summary>Before everything.</summary>
    public static Repere Debut { get; } = new(DateOnly.MaxValue, long.MaxValue, long.MaxValue, Guid.AllBitsSet);
}

/// <summary>What a track found: a line or a soin, and the journée in which to look.</summary>
/// <param name="Journee">The journée.</param>
/// <param name="Ligne">Whether a line was found, whose position the place gives; else a soin.</param>
/// <param name="Repere">Its place.</param>
public readonly record struct Candidat(Journee Journee, bool Ligne, Repere Repere);

/// <summary>Follows the tracks of a search. Each is one range of an index, read in the order of that index, newest first.</summary>
internal static class Pistes
{
    /// <summary>How far back an amount alone is looked for.</summary>
    public const int MontantMois = 36;

    /// <summary>How many days of care an amount alone is looked for at a time.</summary>
    private const int Fenetre = 92;

    private const string DeSoins = "SELECT beneficiaire_id, date_soin, 0::bigint AS montant, 0::bigint AS position, soin_id FROM soin WHERE ";

    private const string DeLignes = "SELECT beneficiaire_id, date_soin, montant, position, NULL::uuid AS soin_id FROM ligne WHERE ";

    // Each with its place in the order of its index. $1: the value; $2: the day of care asked for, if any.
    private static readonly Dictionary<TrouvePar, string> Requetes = new()
    {
        // A soin that was merged into another leads to it.
        [TrouvePar.Soin] = DeSoins + "soin_id = $1 AND ($2::date IS NULL OR date_soin = $2) AND (date_soin, soin_id) < ($3, $4) LIMIT $5",
        [TrouvePar.Beneficiaire] = DeSoins + """
            beneficiaire_id = $1 AND date_soin BETWEEN coalesce($2::date, '-infinity') AND coalesce($2::date, 'infinity') AND remplace_par IS NULL
              AND (date_soin, soin_id) < ($3, $4)
            ORDER BY date_soin DESC, soin_id DESC
            LIMIT $5
            """,
        [TrouvePar.Decompte] = DeLignes + "decompte = $1 AND ($2::date IS NULL OR date_soin = $2) AND position < $3 ORDER BY position DESC LIMIT $4",
        [TrouvePar.Virement] = DeLignes + "virement = $1 AND ($2::date IS NULL OR date_soin = $2) AND position < $3 ORDER BY position DESC LIMIT $4",
        [TrouvePar.Professionnel] = DeLignes + """
            professionnel_id = $1 AND date_soin BETWEEN coalesce($2::date, '-infinity') AND coalesce($2::date, 'infinity')
              AND (date_soin, position) < ($3, $4)
            ORDER BY date_soin DESC, position DESC
            LIMIT $5
            """,
        [TrouvePar.Date] = DeLignes + "date_soin = $1 AND (montant, position) < ($2, $3) ORDER BY montant DESC, position DESC LIMIT $4",

        // Of each day its range, newest first.
        [TrouvePar.Montant] = """
            SELECT l.* FROM generate_series($2::date, $3::date, interval '1 day') AS j(jour)
            CROSS JOIN LATERAL (
                SELECT beneficiaire_id, date_soin, montant, position, NULL::uuid AS soin_id
                FROM ligne WHERE date_soin = j.jour::date AND montant = $1 AND (date_soin < $4 OR position < $5)
                ORDER BY position DESC LIMIT $6) AS l
            ORDER BY l.date_soin DESC, l.position DESC
            LIMIT $6
            """,
    };

    /// <summary>What is found next.</summary>
    /// <param name="source">The database.</param>
    /// <param name="sens">What is looked for.</param>
    /// <param name="jour">The day of care that the search asks for besides.</param>
    /// <param name="apres">Where to go on.</param>
    /// <param name="limite">The most to find.</param>
    /// <param name="aujourdHui">The day in Europe/Paris.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<Candidat>> SuivreAsync(
        NpgsqlDataSource source, Sens sens, DateOnly? jour, Repere apres, int limite, DateOnly aujourdHui, CancellationToken cancellationToken)
    {
        switch (sens.Type)
        {
            case TrouvePar.Adherent:
                var requete = new RequeteSoins(sens.Texte, jour, jour, [], (apres.Jour, apres.SoinId), limite);
                return [.. (await new Lectures(source).SoinsAsync(requete, cancellationToken))
                    .Select(v => new Candidat(v.Journee, false, new(v.DateSoin, 0, 0, v.SoinId)))];
            case TrouvePar.Soin:
                return await LireAsync(source, sens.Type, cancellationToken, sens.SoinId, EnParametre(jour), apres.Jour, apres.SoinId, limite);
            case TrouvePar.Beneficiaire:
                return await LireAsync(source, sens.Type, cancellationToken, sens.Texte, EnParametre(jour), apres.Jour, apres.SoinId, limite);
            case TrouvePar.Professionnel:
                return await LireAsync(source, sens.Type, cancellationToken, sens.Texte, EnParametre(jour), apres.Jour, apres.Position, limite);
            case TrouvePar.Date:
                return await LireAsync(source, sens.Type, cancellationToken, sens.Jour, apres.Cents, apres.Position, limite);
            case TrouvePar.Montant:
                return await DuMontantAsync(source, sens.Montant.Cents, jour, apres, limite, aujourdHui, cancellationToken);
            default:
                return await LireAsync(source, sens.Type, cancellationToken, sens.Texte, EnParametre(jour), apres.Position, limite);
        }
    }

    // Some amounts are on every other line, others on none for years: a window of days at a time reads little of the former and
    // ends with the latter.
    private static async Task<IReadOnlyList<Candidat>> DuMontantAsync(
        NpgsqlDataSource source, long cents, DateOnly? jour, Repere apres, int limite, DateOnly aujourdHui, CancellationToken cancellationToken)
    {
        var premier = jour ?? aujourdHui.AddMonths(-MontantMois);
        var dernier = jour ?? aujourdHui.AddDays(Limites.DateSoinAvanceMax);
        dernier = apres.Jour < dernier ? apres.Jour : dernier;
        while (dernier >= premier)
        {
            var debut = dernier.DayNumber - premier.DayNumber < Fenetre ? premier : dernier.AddDays(1 - Fenetre);
            var trouves = await LireAsync(source, TrouvePar.Montant, cancellationToken, cents, debut, dernier, apres.Jour, apres.Position, limite);
            if (trouves.Count > 0)
            {
                return trouves;
            }

            dernier = debut.AddDays(-1);
        }

        return [];
    }

    private static object EnParametre(DateOnly? jour) => (object?)jour ?? DBNull.Value;

    private static async Task<IReadOnlyList<Candidat>> LireAsync(
        NpgsqlDataSource source, TrouvePar type, CancellationToken cancellationToken, params object[] valeurs)
    {
        await using var commande = source.CreateCommand(Requetes[type]);
        foreach (var valeur in valeurs)
        {
            commande.Parameters.Add(new() { Value = valeur });
        }

        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(
            r => new Candidat(
                Lecteurs.Journee(r),
                r.IsDBNull(4),
                new(r.GetFieldValue<DateOnly>(1), r.GetInt64(2), r.GetInt64(3), r.IsDBNull(4) ? Guid.Empty : r.GetGuid(4))),
            cancellationToken);
    }
}
