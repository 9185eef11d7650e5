namespace Reconciliation.Domain;

/// <summary>The texts that members are told besides the figures. The defaults are those of MGEN's public FAQ of November 2025.</summary>
public sealed record MemberTexts
{
    /// <summary>The number to call.</summary>
    public string Telephone { get; init; } = "09 72 72 40 60";

    /// <summary>When it answers, as read after the number.</summary>
    public string Horaires { get; init; } = "de 8 h 30 à 17 h 30";

    /// <summary>The price of the call.</summary>
    public string Cout { get; init; } = "service gratuit, prix d'un appel";

    /// <summary>The name of the site that shows RO payments.</summary>
    public string SiteRo { get; init; } = "votre compte ameli.fr";

    /// <summary>The name of the site that shows complementary payments.</summary>
    public string SiteComplementaire { get; init; } = "votre Espace personnel MGEN";

    /// <summary>The address to which a paper feuille de soins is sent.</summary>
    public string AdresseFeuillesDeSoins { get; init; } = "MGEN TSA 81514, 53196 Mayenne Cedex";

    /// <summary>The way to reach MGEN, as the end of a sentence.</summary>
    public string Contact => $"vous pouvez appeler MGEN au {Telephone}, {Horaires} ({Cout})";
}
