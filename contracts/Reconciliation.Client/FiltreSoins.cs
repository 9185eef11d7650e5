using System.Globalization;
using System.Text.Json;
using Reconciliation.Contracts;

namespace Reconciliation.Client;

/// <summary>A filter of a member's soins; a criterion that is left out does not matter.</summary>
public sealed record FiltreSoins
{
    /// <summary>The first day of care.</summary>
    public DateOnly? Du { get; init; }

    /// <summary>The last day of care.</summary>
    public DateOnly? Au { get; init; }

    /// <summary>The first day of payment: soins of which a payment was made on that day or later.</summary>
    public DateOnly? PayeDu { get; init; }

    /// <summary>The last day of payment.</summary>
    public DateOnly? PayeAu { get; init; }

    /// <summary>The beneficiary of the care.</summary>
    public string? Beneficiaire { get; init; }

    /// <summary>The situations; empty: any.</summary>
    public IReadOnlyList<Situation> Situations { get; init; } = [];

    internal IReadOnlyList<(string Name, string? Value)> Parametres() =>
    [
        ("du", Jour(Du)),
        ("au", Jour(Au)),
        ("payeDu", Jour(PayeDu)),
        ("payeAu", Jour(PayeAu)),
        ("beneficiaire", Beneficiaire),
        ("situation", Situations.Count == 0
            ? null
            : string.Join(',', Situations.Select(s => JsonNamingPolicy.CamelCase.ConvertName(s.ToString())))),
    ];

    internal static string? Jour(DateOnly? jour) => jour?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
