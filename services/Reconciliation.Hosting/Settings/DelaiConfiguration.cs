using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.Domain;

namespace Reconciliation.Hosting;

/// <summary>The policy of delays and the texts for members, from the configuration sections <c>Delais</c> and <c>Textes</c>.</summary>
public static class DelaiConfiguration
{
    /// <summary>Registers the judge. Without configuration: what members were told in November 2025.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration.</param>
    public static IServiceCollection AddJugement(this IServiceCollection services, IConfiguration configuration)
    {
        var policies = configuration.GetSection("Delais").Get<List<DelaiSettings>>() ?? [];
        var texts = Texts(configuration);
        return services.AddSingleton(new Jugement(
            new DelaiAttendu(policies.Count == 0 ? [DelaiPolicy.Initial] : policies.Select(p => p.ToPolicy())),
            texts));
    }

    /// <summary>The texts for members; without configuration, those of November 2025.</summary>
    /// <param name="configuration">The configuration.</param>
    public static MemberTexts Texts(IConfiguration configuration) =>
        configuration.GetSection("Textes").Get<MemberTexts>() ?? new MemberTexts();

    /// <summary>One policy, as it is written in configuration; see <see cref="DelaiPolicy"/>.</summary>
    public sealed class DelaiSettings
    {
        /// <summary>The first day, <c>yyyy-MM-dd</c>; absent: from ever.</summary>
        public DateOnly ApplicableDepuis { get; set; }

        /// <summary>Hours with the carte Vitale.</summary>
        public int CarteVitaleDebutHeures { get; set; } = 48;

        /// <summary>Hours with the carte Vitale.</summary>
        public int CarteVitaleFinHeures { get; set; } = 72;

        /// <summary>Days with a paper feuille de soins.</summary>
        public int FeuilleDeSoinsDebutJours { get; set; } = 5;

        /// <summary>Days with a paper feuille de soins.</summary>
        public int FeuilleDeSoinsFinJours { get; set; } = 30;

        /// <summary>Which days count.</summary>
        public DayCount Decompte { get; set; }

        /// <summary>The zone of French public holidays.</summary>
        public Zone Zone { get; set; }

        /// <summary>Days past the window after which a late soin is <c>anormal</c>; absent: never.</summary>
        public int? SeuilAnormalJours { get; set; }

        internal DelaiPolicy ToPolicy() => new(
            ApplicableDepuis,
            new(Duration.Hours(CarteVitaleDebutHeures), Duration.Hours(CarteVitaleFinHeures)),
            new(Duration.Days(FeuilleDeSoinsDebutJours), Duration.Days(FeuilleDeSoinsFinJours)),
            Decompte,
            Zone,
            SeuilAnormalJours is { } days ? Duration.Days(days) : null);
    }
}
