using System.Text.Json;
using Npgsql;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>What the lines of a transfer come to: of each line its highest revision, if that is still in this transfer.</summary>
/// <param name="Nombre">How many lines.</param>
/// <param name="AuCompte">What went to members.</param>
/// <param name="AuProfessionnel">What went to professionals.</param>
public sealed record TotauxDeVirement(int Nombre, Montant AuCompte, Montant AuProfessionnel);

/// <summary>Reads bank transfers.</summary>
/// <param name="source">The database.</param>
public sealed class Virements(NpgsqlDataSource source)
{
    // A line counts where no other content of it prevails: a higher revision, or of one revision that which promises less.
    private const string Totaux = """
        SELECT l.contenu ->> 'destinataire', count(*)::int, coalesce(sum(l.montant), 0)::bigint
        FROM ligne AS l
        WHERE l.virement = $1 AND NOT EXISTS (
            SELECT FROM ligne AS p
            WHERE p.decompte = l.decompte AND p.organisme = l.organisme AND p.ordre = l.ordre AND p.part = l.part AND p.source = l.source
              AND (p.revision > l.revision OR (p.revision = l.revision AND (p.montant, p.empreinte) < (l.montant, l.empreinte))))
        GROUP BY 1
        """;

    private const string Lignes = """
        SELECT beneficiaire_id, date_soin, position FROM ligne WHERE virement = $1 AND position > $2 ORDER BY position LIMIT $3
        """;

    /// <summary>The lines of a transfer, all revisions, in the order in which they were received; empty if there is no such transfer.</summary>
    /// <param name="virement">The reference of the transfer.</param>
    /// <param name="apres">The position after which to read; 0: from the start.</param>
    /// <param name="limite">The most lines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LigneLue>> LignesAsync(string virement, long apres, int limite, CancellationToken cancellationToken)
    {
        var places = new List<(Journee Journee, long Position)>();
        await using (var commande = source.CreateCommand(Lignes))
        {
            commande.Parameters.Add(new() { Value = virement });
            commande.Parameters.Add(new() { Value = apres });
            commande.Parameters.Add(new() { Value = limite });
            await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
            places = await lecteur.ToutAsync(r => (Lecteurs.Journee(r), r.GetInt64(2)), cancellationToken);
        }

        if (places.Count == 0)
        {
            return [];
        }

        var dossier = await Dossier.LireAsync(source, places.Select(p => p.Journee), cancellationToken);
        return [.. places.Select(p => dossier.Ligne(p.Position)).OfType<LigneLue>()];
    }

    /// <summary>What a transfer comes to.</summary>
    /// <param name="virement">The reference of the transfer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TotauxDeVirement> TotauxAsync(string virement, CancellationToken cancellationToken)
    {
        await using var commande = source.CreateCommand(Totaux);
        commande.Parameters.Add(new() { Value = virement });
        await using var lecteur = await commande.ExecuteReaderAsync(cancellationToken);
        var parDestinataire = await lecteur.ToutAsync(r => (Qui: r.GetString(0), Nombre: r.GetInt32(1), Somme: new Montant(r.GetInt64(2))), cancellationToken);
        Montant Verse(Destinataire a) => Montant.Somme(parDestinataire.Where(t => t.Qui == JsonNamingPolicy.CamelCase.ConvertName(a.ToString())).Select(t => t.Somme));
        return new(parDestinataire.Sum(t => t.Nombre), Verse(Destinataire.Assure), Verse(Destinataire.Professionnel));
    }
}
