using System.Globalization;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Domain;

namespace Reconciliation.Storage;

/// <summary>
/// The keys of a refused payment besides the persons whom it names: the references of its line, its days, its amounts. Each is noted among
/// the names of its message, behind a sign that no number of a person begins with.
/// </summary>
internal static class PaymentKeys
{
    private const string OfReference = "#", OfDay = "@", OfMontant = "=";

    /// <summary>The key of a member; null: nobody asks for a payment by it, or its value is none.</summary>
    /// <param name="member">The member.</param>
    /// <param name="value">Its value.</param>
    public static string? Of(string member, JsonElement value) => (member, value.ValueKind) switch
    {
        ("decompte" or "virement" or "referenceSoin", JsonValueKind.String) => Reference(value.GetString()!),
        ("dateSoin" or "payeLe", JsonValueKind.String) =>
            DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", out var day) ? Day(day) : null,
        ("montant" or "depense", JsonValueKind.Number) =>
            value.TryGetDecimal(out var euros) && Math.Abs(euros) <= Limites.MontantMax && decimal.Round(euros, 2) == euros
                ? Amount(Montant.FromEuros(euros))
                : null,
        _ => null,
    };

    /// <summary>The keys by which a term of a search may find a payment.</summary>
    /// <param name="term">The term.</param>
    public static IEnumerable<string> Of(SearchTerm term) => term.Reading.Select(r => r.Kind switch
    {
        ReadingKind.Decompte or ReadingKind.Virement => Reference(r.Text),
        ReadingKind.DateSoin or ReadingKind.PayeLe => Day(r.Day),
        ReadingKind.Montant or ReadingKind.Figure => Amount(r.Montant),
        ReadingKind.Soin or ReadingKind.Adherent or ReadingKind.Beneficiaire or ReadingKind.Professionnel or ReadingKind.Paid
            or ReadingKind.Transfer => null,
    }).OfType<string>();

    private static string? Reference(string text) =>
        text.Length is 0 or > Limites.IdentifiantMax || text.Any(c => char.IsControl(c) || char.IsSurrogate(c))
            ? null
            : OfReference + MessageNames.Normalize(text);

    private static string Day(DateOnly day) => OfDay + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Amount(Montant amount) => OfMontant + amount.Cents.ToString(CultureInfo.InvariantCulture);
}
