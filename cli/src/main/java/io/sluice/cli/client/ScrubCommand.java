package io.sluice.cli.client;

import io.grpc.StatusRuntimeException;
import io.sluice.cli.CommandException;
import io.sluice.protocol.Request;
import io.sluice.protocol.ScrubProgress;
import io.sluice.protocol.ScrubProgress.Damage;
import io.sluice.protocol.ScrubRequest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Has a server re-read all its blobs. */
@Command(
    name = "scrub",
    description = "Re-reads every blob of a server that runs against its CRC, and reports damage.",
    mixinStandardHelpOptions = true)
public final class ScrubCommand implements Callable<Integer> {
  private static final long MEBIBYTE = 1 << 20;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private ManagerOption manager;

  @Override
  public Integer call() {
    Request request = Request.newBuilder().setScrub(ScrubRequest.getDefaultInstance()).build();
    return manager.with(
        (manager, key) -> {
          try {
            return report(manager.scrub(ManagerOption.sign(request, key)));
          } catch (StatusRuntimeException e) {
            throw new CommandException(
                CommandException.FAILED,
                "the server cannot be asked: " + e.getStatus().getCode(),
                e);
          }
        });
  }

  private int report(Iterator<ScrubProgress> reports) {
    List<Damage> damages = new ArrayList<>();
    ScrubProgress last = ScrubProgress.getDefaultInstance();
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("scrub")
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit("MiB", MEBIBYTE)
            .build()) {
      while (reports.hasNext()) {
        last = reports.next();
        if (last.hasFailure()) {
          throw new CommandException(CommandException.FAILED, last.getFailure().getMessage());
        }
        bar.maxHint(last.getBytesTotal()).stepTo(last.getBytesRead());
        damages.addAll(last.getDamagesList());
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Damage damage : damages) {
      out.printf(
          "damaged: blob %d/%d of s3://%s/%s: %s%n",
          damage.getBlob().getEpoch(),
          damage.getBlob().getNumber(),
          damage.getBucket(),
          damage.getKey().toStringUtf8(),
          damage.getMessage());
    }
    out.printf(
        "%d blobs with %d bytes were read; %s%n",
        last.getBlobsRead(),
        last.getBytesRead(),
        damages.isEmpty() ? "all are whole" : damages.size() + " are damaged");
    out.flush();
    return damages.isEmpty() ? 0 : CommandException.FAILED;
  }
}
