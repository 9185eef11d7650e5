using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>
/// Imports files through the front door: valid records are published like any producer's, refused ones reported and put into
/// quarantine. A slice at a time; only then is the mark moved, so that an interruption loses nothing.
/// </summary>
/// <param name="publication">The way to the broker.</param>
/// <param name="source">The database, for quarantine.</param>
/// <param name="horloge">The clock.</param>
/// <param name="part">The stream of records that do not tell it themselves.</param>
/// <param name="rapport">Where refused records are reported.</param>
internal sealed class Import(Publication publication, NpgsqlDataSource source, TimeProvider horloge, Part? part, RapportDeRejets rapport)
{
    /// <summary>How many records are published before their confirms are awaited and the mark is moved.</summary>
    public const int Tranche = 2 * Emetteur.Tranche;

    /// <summary>What standard input is called.</summary>
    public const string EntreeStandard = "-";

    private Part _derniere = part ?? Part.Ro;

    /// <summary>Imports one file, from its mark on.</summary>
    /// <param name="fichier">The path; <c>-</c> is standard input, which has no mark.</param>
    /// <param name="marque">Where to begin.</param>
    /// <param name="format">The format; null: as the name or the first character tells.</param>
    /// <param name="avance">Told of the part of the file that was read, and of the records.</param>
    /// <param name="cancellationToken">Ends it after the slice in hand.</param>
    /// <returns>The mark of the whole file.</returns>
    public async Task<Marque> ImporterAsync(
        string fichier, Marque marque, FormatDeFichier? format, Action<double, double> avance, CancellationToken cancellationToken)
    {
        await using var flux = fichier == EntreeStandard ? Console.OpenStandardInput() : File.OpenRead(fichier);
        var nom = Path.GetFileName(fichier);
        var deja = marque.Ligne;
        var tranche = new List<Enregistrement>(Tranche);
        await foreach (var enregistrement in FichierDePaiements.LireAsync(flux, format ?? FichierDePaiements.FormatDe(nom), cancellationToken))
        {
            if (enregistrement.Ligne <= deja)
            {
                continue;
            }

            tranche.Add(enregistrement);
            if (tranche.Count == Tranche)
            {
                marque = await EnvoyerAsync(nom, tranche, marque, cancellationToken);
                Retenir(fichier, marque);
                tranche.Clear();
                avance(flux.CanSeek ? (double)flux.Position / flux.Length : 0, marque.Acceptes + marque.Rejetes);
            }
        }

        marque = await EnvoyerAsync(nom, tranche, marque, cancellationToken) with { Finie = true };
        Retenir(fichier, marque);
        return marque;
    }

    private static void Retenir(string fichier, Marque marque)
    {
        if (fichier != EntreeStandard)
        {
            marque.Ecrire(fichier);
        }
    }

    private async Task<Marque> EnvoyerAsync(string nom, List<Enregistrement> tranche, Marque marque, CancellationToken cancellationToken)
    {
        var aujourdHui = Paris.Jour(horloge.GetUtcNow());
        var lus = tranche.Select(e => (e.Ligne, e.Corps, Recu: Lire(e, aujourdHui, out var flux), Part: flux)).ToList();
        var refuses = lus.Where(l => l.Recu.Ligne is null).ToList();
        var acceptes = lus.Where(l => l.Recu.Ligne is not null).Select(l => (l.Part, l.Corps)).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        await publication.EmettreAsync(acceptes, cancellationToken);
        await Quarantaines.DeposerAsync(
            source,
            [.. refuses.Select(l => new Refus(FormattableString.Invariant($"import:{nom}:{l.Ligne}"), l.Part, l.Corps, l.Recu.Rejets))],
            horloge.GetUtcNow(),
            cancellationToken);
        rapport.Ecrire([.. refuses.Select(l => Rejeter(nom, l.Ligne, l.Recu.Rejets))]);
        return marque with
        {
            Ligne = tranche.Count > 0 ? tranche[^1].Ligne : marque.Ligne,
            Acceptes = marque.Acceptes + acceptes.Count,
            Rejetes = marque.Rejetes + refuses.Count,
            OctetsDeRejets = rapport.Octets,
        };
    }

    // A record tells its stream by its members, unless the command does. One that tells nothing goes with the one before it.
    private Recu Lire(Enregistrement enregistrement, DateOnly aujourdHui, out Part flux)
    {
        _derniere = part ?? Reception.Flux(enregistrement.Corps) ?? _derniere;
        flux = _derniere;
        return enregistrement.Regle is { } regle
            ? new(null, [Regle.Refuse(regle, "")])
            : Reception.Lire(flux, enregistrement.Corps, aujourdHui);
    }

    private static RejetDeFichier Rejeter(string nom, long ligne, IReadOnlyList<Rejet> rejets) =>
        new(nom, ligne, rejets[0].Membre, rejets[0].Regle, rejets[0].Motif, [.. rejets.Skip(1)]);
}
