using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Api;

/// <summary>Opaque cursors: the key of the last element of a page, so that what is inserted meanwhile moves nothing.</summary>
internal static class Curseurs
{
    /// <summary>The longest cursor, in characters.</summary>
    public const int LongueurMax = 150;

    /// <summary>A place in a list of soins.</summary>
    public static string Ecrire(DateOnly dateSoin, Guid soinId) => Coder(dateSoin.DayNumber, soinId.ToString("N"));

    /// <summary>Reads a place in a list of soins; null if the text is none.</summary>
    public static (DateOnly DateSoin, Guid SoinId)? LireSoin(string texte) =>
        Decoder(texte, 2) is [var jour, var id]
        && int.TryParse(jour, NumberStyles.None, CultureInfo.InvariantCulture, out var numero)
        && numero <= DateOnly.MaxValue.DayNumber
        && Guid.TryParseExact(id, "N", out var soinId)
            ? (DateOnly.FromDayNumber(numero), soinId)
            : null;

    /// <summary>Reads a place in a list that is numbered; null if the text is none.</summary>
    public static long? LireNumero(string texte) =>
        Decoder(texte, 1) is [var numero] && long.TryParse(numero, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;

    /// <summary>
    /// A place in the journal. It names the soin too, so that a place in another journal can be told: after a restore, transactions
    /// and positions that were handed out before may be handed out again.
    /// </summary>
    public static string Ecrire(EntreePubliee entree) => Coder(entree.Place.Transaction, entree.Place.Position, entree.SoinId.ToString("N"));

    /// <summary>Reads a place in the journal; null if the text is none.</summary>
    public static (PlaceDansLeJournal Place, Guid SoinId)? LireEntree(string texte) =>
        Decoder(texte, 3) is [var transaction, var position, var id]
        && ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var p)
        && Guid.TryParseExact(id, "N", out var soinId)
            ? (new(t, p), soinId)
            : null;

    /// <summary>A cursor made of some parts, none of which contains a dot.</summary>
    public static string Coder(params ReadOnlySpan<object> parties)
    {
        var textes = new List<string>(parties.Length);
        foreach (var partie in parties)
        {
            textes.Add(Convert.ToString(partie, CultureInfo.InvariantCulture)!);
        }

        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join('.', textes)));
    }

    /// <summary>The parts of a cursor; null if the text is no cursor of as many parts.</summary>
    public static string[]? Decoder(string texte, int nombre) =>
        texte.Length <= LongueurMax
        && Base64Url.IsValid(texte)
        && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(texte)).Split('.') is var parties
        && parties.Length == nombre
            ? parties
            : null;
}
