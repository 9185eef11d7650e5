using Microsoft.Extensions.Configuration;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>The time for which each kind of data is kept, as the environment says.</summary>
internal static class RetentionSettings
{
    /// <summary>Reads the configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <exception cref="StartupRefusedException">A number is out of range, or exceptions would go before the rest.</exception>
    public static RetentionPeriods Read(IConfiguration configuration)
    {
        RetentionPeriods durations;
        try
        {
            durations = configuration.GetSection(RetentionPeriods.Section).Get<RetentionPeriods>() ?? new();
        }
        catch (InvalidOperationException)
        {
            throw new StartupRefusedException($"RECONCILIATION_{RetentionPeriods.Section}__… must be whole numbers of months.");
        }

        int[] months =
            [durations.SoinsMois, durations.ExceptionsMois, durations.AccesMois, durations.QuarantaineMois, durations.EffacementsMois];
        return Array.TrueForAll(months, m => m is >= RetentionPeriods.MonthsMin and <= RetentionPeriods.MonthsMax)
            && durations.ExceptionsMois >= durations.SoinsMois && durations.AccesMois >= AccessLog.AgeMonthsMin
            ? durations
            : throw new StartupRefusedException(
                $"RECONCILIATION_{RetentionPeriods.Section}__… must be from {RetentionPeriods.MonthsMin} to "
                    + $"{RetentionPeriods.MonthsMax} months, ExceptionsMois not less than SoinsMois, and AccesMois "
                    + $"not less than {AccessLog.AgeMonthsMin}.");
    }
}
