using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The one transaction: locks the journées, reads all that is known, and later adds the lines that are not, and what folding made of
/// all. Two round trips and a commit, whatever the size of the batch.
/// </summary>
public sealed class TransactionDeLot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connexion;
    private readonly NpgsqlTransaction _transaction;
    private readonly string[] _beneficiaires;
    private readonly DateOnly[] _dates;
    private LignesDuLot _nouvelles = LignesDuLot.Aucune;

    private TransactionDeLot(NpgsqlConnection connexion, NpgsqlTransaction transaction, IReadOnlyCollection<Journee> journees)
    {
        _connexion = connexion;
        _transaction = transaction;
        _beneficiaires = [.. journees.Select(j => j.BeneficiaireId)];
        _dates = [.. journees.Select(j => j.DateSoin)];
    }

    /// <summary>Begins.</summary>
    /// <param name="source">The database.</param>
    /// <param name="journees">The journées to lock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TransactionDeLot> CommencerAsync(
        NpgsqlDataSource source, IReadOnlyCollection<Journee> journees, CancellationToken cancellationToken)
    {
        var connexion = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(connexion, await connexion.BeginTransactionAsync(cancellationToken), journees);
        }
        catch
        {
            await connexion.DisposeAsync();
            throw;
        }
    }

    /// <summary>First round trip: locks, reads everything, notes what the lines tie together, and tells which of them are new.</summary>
    /// <param name="lignes">Distinct lines, in the order of their keys.</param>
    /// <param name="recues">How many came of each source.</param>
    /// <param name="maintenant">When they were received.</param>
    /// <param name="relier">Whether to look again for all that the lines of the journées tie together, as if nothing were noted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known, the new lines included.</returns>
    public async Task<EtatConnu> LireAsync(
        IReadOnlyList<LigneRecue> lignes,
        IReadOnlyList<LignesRecues> recues,
        DateTimeOffset maintenant,
        bool relier,
        CancellationToken cancellationToken)
    {
        await using var lot = Lot();
        lot.Ajouter(Sql.Verrouiller)
            .Avec(NpgsqlDbType.Text, _beneficiaires)
            .Avec(NpgsqlDbType.Date, _dates)
            .Avec(NpgsqlDbType.Text, [.. lignes.SelectMany(l => Noms(l.Ligne)).Distinct()]);
        LectureDEtat.Demander(lot, _beneficiaires, _dates, () =>
        {
            lot.NoterLiens(lignes);
            if (relier)
            {
                lot.Ajouter(SqlDesLiens.RefaireLiens).Avec(NpgsqlDbType.Text, _beneficiaires).Avec(NpgsqlDbType.Date, _dates);
            }
        });

        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        await lecteur.NextResultAsync(cancellationToken);
        var connu = await LectureDEtat.LireAsync(lecteur, cancellationToken);
        _nouvelles = LignesDuLot.De(lignes, recues, connu.Lignes, maintenant);
        return connu.Avec(_nouvelles.Apres(connu.Lignes), _nouvelles.Receptions);
    }

    // A reference does not name the source of the line it means: neither does a name that is locked.
    private static IEnumerable<string> Noms(Ligne ligne)
    {
        yield return Nom(ligne.Id.Reference);
        if (ligne.Origine is { } origine)
        {
            yield return Nom(origine);
        }

        string Nom(Reference reference) =>
            string.Create(CultureInfo.InvariantCulture, $"{(int)ligne.Id.Part}\u001f{reference.Organisme}\u001f{reference.Decompte}\u001f{reference.Ordre}");
    }

    /// <summary>The last published version of soins, to rebuild what is stored of them: the journal is what the world was told.</summary>
    /// <param name="soinIds">The soins; those never published are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<SoinPublie>> PubliesAsync(IReadOnlyCollection<Guid> soinIds, CancellationToken cancellationToken)
    {
        await using var lot = Lot();
        lot.Ajouter(SqlDeControle.LirePublies).Avec(NpgsqlDbType.Uuid, [.. soinIds]);
        await using var lecteur = await lot.ExecuteReaderAsync(cancellationToken);
        return await lecteur.ToutAsync(Lecteurs.Publie, cancellationToken);
    }

    /// <summary>Second round trip: writes the new lines and what folding made.</summary>
    /// <param name="changements">What folding made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EcrireAsync(Changements changements, CancellationToken cancellationToken)
    {
        await using var lot = Lot();
        SqlDeConservation.Effacer(lot, changements.Effacees);
        lot.InsererLignes(_nouvelles);
        lot.InsererDecision(changements.Decision);
        lot.EcrireSoins(changements.Soins, changements.Maintenant);
        lot.EcrireNonRattachees(_beneficiaires, _dates, changements.NonRattachees);
        lot.EcrireCompteurs(changements.Compteurs);
        if (lot.BatchCommands.Count > 0)
        {
            await lot.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connexion.DisposeAsync();
    }

    private NpgsqlBatch Lot() => new(_connexion, _transaction);
}
